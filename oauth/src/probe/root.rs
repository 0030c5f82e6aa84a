//! Which cases an API may take for the reason that another case has shown already.

use super::{ProbeCase, ProbeExpectation};

/// Cases that may explain others, the widest first.
pub(super) const ROOTS: [ProbeCase; 5] = [
    ProbeCase::Garbage,
    ProbeCase::SignatureTampered,
    ProbeCase::KidUnknown,
    ProbeCase::IssuerOther,
    ProbeCase::AudienceOther,
];

/// Whether an API that takes `root` may take this case for the same reason. A token without any signature is a gap of its own.
pub(super) fn is_part_of(case: ProbeCase, root: ProbeCase) -> bool {
    use ProbeCase as Case;
    match root {
        _ if case == Case::AlgNone => false,
        Case::Garbage => {
            let is_about_token = !matches!(
                case.expected(),
                ProbeExpectation::Taken | ProbeExpectation::Refused
            );
            case > root && (is_about_token || case == Case::TwoTokens)
        }
        Case::SignatureTampered => {
            let is_more = matches!(case, Case::SignatureStripped | Case::TwoTokens);
            is_more || is_forged(case, root)
        }
        Case::IssuerOther | Case::AudienceOther => is_same(case, root),
        _ => is_forged(case, root),
    }
}

/// Whether it is a token with a false signature that an API takes too, if what it does not check is what `root` shows: where it
/// refuses one of them, `root` explains nothing.
pub(super) fn is_forged(case: ProbeCase, root: ProbeCase) -> bool {
    use ProbeCase as Case;
    match case {
        Case::JwkEmbedded | Case::X5cEmbedded | Case::Jku | Case::X5u => true,
        Case::KidPath | Case::KidSql => true,
        Case::PayloadTampered | Case::KeyConfusion | Case::WeakSecret | Case::KidUnknown => {
            root != Case::KidUnknown
        }
        Case::Truncated | Case::SignatureTampered => root == Case::Garbage,
        _ => false,
    }
}

/// Whether `root` alone says enough: the bad one of two tokens is the one that was taken, or any name is taken and not only a near one.
pub(super) fn is_same(case: ProbeCase, root: ProbeCase) -> bool {
    use ProbeCase as Case;
    matches!(
        (case, root),
        (Case::TwoTokens, Case::SignatureTampered)
            | (Case::IssuerNear, Case::IssuerOther)
            | (Case::AudienceNear, Case::AudienceOther)
    )
}

/// Why a case is not judged which this one may explain.
pub(super) fn explained(root: ProbeCase) -> String {
    format!(
        "the API takes {} too ({}), so that this may have the same cause",
        root.sent(),
        root.code()
    )
}
