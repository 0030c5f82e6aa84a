//! What the token's times say by both clocks.

use super::{Case, Cause, Certainty, FoundCauses};
use crate::vendors::refusals::facts::Sight;
use crate::vendors::refusals::habits::USUAL_SKEW_SECONDS;
use claimscope_core::time::relative_text;

pub(super) fn times(case: &Case<'_>, found: &mut FoundCauses) {
    let (here, there) = (case.refused.now, case.server_now);
    if let Some(exp) = case.claim_time("exp")
        && exp <= here.max(there)
    {
        let line = format!("token exp = {exp}, {}", relative_text(exp, here));
        let past = there.unix_seconds().saturating_sub(exp.unix_seconds());
        let certainty = match past {
            // When the line was written, the token may have been valid.
            _ if case.is_of_log() && !found.has(Cause::Expired) => Certainty::Possible,
            ..=0 => Certainty::Possible,
            1..=USUAL_SKEW_SECONDS => Certainty::Likely,
            _ => Certainty::Certain,
        };
        found.add(Cause::Expired, certainty, line);
        if exp > here {
            let line = "it is valid by this machine's clock and expired by the server's: the clocks differ";
            found.add(Cause::Expired, Certainty::Certain, line);
        } else if (1..=USUAL_SKEW_SECONDS).contains(&past)
            && let Some(line) = case.habit(Sight::JustExpired)
        {
            found.add(Cause::Expired, certainty, line);
        }
    }
    let start = ["nbf", "iat"].iter().find_map(|name| {
        let time = case.claim_time(name)?;
        (time > here.min(there)).then_some((*name, time))
    });
    if let Some((name, time)) = start {
        let line = format!("token {name} = {time}, {}", relative_text(time, there));
        let ahead = time.unix_seconds().saturating_sub(there.unix_seconds());
        let certainty = match (name, ahead) {
            ("iat", _) | (_, ..=0) => Certainty::Possible,
            (_, 1..=USUAL_SKEW_SECONDS) => Certainty::Likely,
            _ => Certainty::Certain,
        };
        found.add(Cause::NotYetValid, certainty, line);
    }
    if let (Some(nbf), Some(exp)) = (case.claim_time("nbf"), case.claim_time("exp"))
        && nbf >= exp
    {
        let line = format!("token nbf = {nbf}; exp = {exp}");
        found.add(Cause::Lifetime, Certainty::Certain, line);
    }
}
