//! A certificate that a person may trust.

use claimscope_client::HostCertificate;
use claimscope_server::{Options, Playground};

use super::{PATIENCE, live};
use crate::connection::ConnectionId;
use crate::effect::{Runner as _, Switch, Work};
use crate::message::{Event, Ticket};
use crate::results::{DiscoveryResult, FailureText};
use crate::runner::LiveRunner;
use crate::session_plan::SessionPlan;

#[test]
fn a_certificate_is_trusted_by_its_fingerprint_once_a_person_says_so() {
    let mut runner = live();
    let runtime = runner.runtime.as_ref().unwrap();
    let options = Options::any_port().https(true);
    let running = runtime.block_on(Playground::start(options)).unwrap();
    let untrusted = discover(&mut runner, running.issuer()).unwrap_err();
    let certificate = untrusted.untrusted_certificate.unwrap();
    assert_eq!(certificate.host(), "localhost");
    // The button counts for the host that the failed exchange went to, and for no other.
    let elsewhere = HostCertificate::new("sts.example", certificate.fingerprint());
    runner.switch(Switch::TrustCertificate(elsewhere));
    assert!(discover(&mut runner, running.issuer()).is_err());
    runner.switch(Switch::TrustCertificate(*certificate));
    let discovery = discover(&mut runner, running.issuer()).unwrap();
    assert_eq!(discovery.discovered.metadata.issuer, running.issuer());
}

fn discover(runner: &mut LiveRunner, issuer: String) -> Result<DiscoveryResult, FailureText> {
    let ticket = Ticket {
        connection: ConnectionId::PLAYGROUND,
        generation: 1,
    };
    let connection = claimscope_client::session::Connection {
        issuer,
        ..claimscope_client::session::Connection::default()
    };
    let plan = SessionPlan {
        connection,
        ..SessionPlan::default()
    };
    runner.run(Work::Discover(ticket, plan));
    loop {
        if let Event::Discovered(_, outcome) = runner.inbox.recv_timeout(PATIENCE).unwrap() {
            return outcome;
        }
    }
}
