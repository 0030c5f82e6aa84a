//! Real providers' documents, where the folder that holds them is at hand: see [`folder`].

use std::path::PathBuf;

use claimscope_oauth::{HttpResponse, Metadata, Severity};

/// `CLAIMSCOPE_SHARED`, or `shared` beside the repository.
fn folder() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let folder = std::env::var_os("CLAIMSCOPE_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let fixtures = folder.join("fixtures");
    fixtures.is_dir().then_some(fixtures)
}

#[test]
fn real_documents_are_read_without_an_error() {
    let Some(folder) = folder() else {
        println!("left out: there is no folder of real documents (CLAIMSCOPE_SHARED)");
        return;
    };
    for (file, issuer, token_endpoint, most) in [
        (
            "discovery.identityserver-demo.json",
            "https://demo.identityserver.io",
            "https://demo.identityserver.io/connect/token",
            Severity::Note,
        ),
        (
            "discovery.entra-v2-common.json",
            "https://login.microsoftonline.com/{tenantid}/v2.0",
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            Severity::Note,
        ),
        (
            "discovery.google.json",
            "https://accounts.google.com",
            "https://oauth2.googleapis.com/token",
            Severity::Note,
        ),
        (
            "discovery.auth0-style.json",
            "https://op.example.com/",
            "https://op.example.com/oauth/token",
            Severity::Warning,
        ),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let response = HttpResponse::new(200, bytes).header("Content-Type", "application/json");
        let (metadata, findings) = Metadata::accept(&response).unwrap();
        assert_eq!(metadata.issuer, issuer);
        assert_eq!(metadata.token_endpoint.as_deref(), Some(token_endpoint));
        for finding in findings {
            assert!(finding.severity <= most, "{file}: {finding:?}");
        }
    }
}
