//! What is set where in servers that check tokens, a file each: ASP.NET Core, Spring Security, Express and Kong.

mod aspnet;
mod express;
mod kong;
mod spring;

use claimscope_core::report::CheckId;

/// A server that checks tokens.
pub(crate) struct TokenServer {
    /// Its name, with the part that checks.
    pub(crate) name: &'static str,
    /// Where its settings are documented.
    pub(crate) source: &'static str,
    /// What to do there about checks, each of which stands in one row.
    pub(crate) answers: &'static [(&'static [CheckId], &'static str)],
}

impl TokenServer {
    /// What to do there about a check: whole sentences.
    pub(crate) fn answer(&self, check: CheckId) -> Option<&'static str> {
        let mut rows = self.answers.iter();
        let (_, answer) = rows.find(|(checks, _)| checks.contains(&check))?;
        Some(answer)
    }
}

/// All of them.
pub(crate) const SERVERS: &[&TokenServer] = &[
    &aspnet::ASPNET,
    &spring::SPRING,
    &express::EXPRESS,
    &kong::KONG,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_has_one_answer_to_every_check() {
        for server in SERVERS {
            for check in CheckId::ALL {
                let rows = server.answers.iter();
                let count = rows.filter(|(checks, _)| checks.contains(check)).count();
                assert_eq!(count, 1, "{}: {check}", server.name);
            }
            for (_, answer) in server.answers {
                assert!(answer.ends_with('.'), "{}: {answer}", server.name);
            }
        }
    }
}
