//! Which cases an API takes for the reason that another case has shown already.

use super::{ProbeCase, ProbeExpectation};

/// Cases that leave nothing to be said by others, the widest first.
pub(super) const ROOTS: [ProbeCase; 3] = [
    ProbeCase::Garbage,
    ProbeCase::SignatureTampered,
    ProbeCase::KidUnknown,
];

/// Whether an API that takes `root` takes this case for the same reason.
pub(super) fn is_part_of(case: ProbeCase, root: ProbeCase) -> bool {
    use ProbeCase as Case;
    let is_of_key = matches!(
        case,
        Case::JwkEmbedded | Case::Jku | Case::X5u | Case::KidPath | Case::KidSql
    );
    let is_of_signature = matches!(
        case,
        Case::PayloadTampered
            | Case::SignatureStripped
            | Case::AlgNone
            | Case::KeyConfusion
            | Case::KidUnknown
            | Case::TwoTokens
    );
    match root {
        Case::Garbage => {
            let is_about_token = !matches!(
                case.expected(),
                ProbeExpectation::Taken | ProbeExpectation::Refused
            );
            case > root && (is_about_token || case == Case::TwoTokens)
        }
        Case::SignatureTampered => is_of_key || is_of_signature,
        _ => is_of_key,
    }
}

/// Why a case is not judged of which this one leaves nothing to be said.
pub(super) fn explained(root: ProbeCase) -> String {
    format!(
        "the API takes {} too ({}), so that this says nothing of its own",
        root.sent(),
        root.code()
    )
}
