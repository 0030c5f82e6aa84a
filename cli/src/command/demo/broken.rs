//! The quickstart's further experiments, and three spoilt tokens: what a client sees, and why.

use claimscope_oauth::HttpResponse;
use claimscope_oauth::diagnose::{ApiKnowledge, Cause};
use claimscope_server::{ApiSettings, Mint, Server};

use super::Show;
use super::scene::Scene;
use super::stage::{API_NAME, CLIENT_ID, SECRET, Stage};
use super::walk::shortened;
use crate::clock;
use crate::command::why::{self, Known};
use crate::failure::Failure;
use crate::render::call::status_text;

/// Breaks the road in every way, one after the other, and puts it right again each time.
pub(super) async fn all(stage: &Stage, show: &mut Show) -> Result<(), Failure> {
    show.add(token_server_down(stage).await?)?;
    let wrong = [
        Wrong::new("wrong-client", "Wrong client id").client_id("someone"),
        Wrong::new("wrong-secret", "Wrong secret").secret("guess"),
        Wrong::new("wrong-scope", "Wrong scope").scope("api2"),
    ];
    for wrong in wrong {
        show.add(wrong.show(stage).await)?;
    }
    show.add(api_down(stage).await?)?;
    let scene = Scene::new("no-token", "No token");
    show.add(refused(stage, scene, None, (401, Cause::TokenMissing)).await)?;
    show.add(another_scope(stage).await?)?;
    for (scene, mint, cause) in spoilt() {
        let token = minted(stage, &mint)?;
        show.add(refused(stage, scene, Some(&token), (401, cause)).await)?;
    }
    Ok(())
}

/// Tokens with something wrong, and what the diagnosis should make of each.
fn spoilt() -> [(Scene, Mint, Cause); 3] {
    let mint = Mint::default;
    [
        (
            Scene::new("expired", "Expired token"),
            mint().expired(),
            Cause::Expired,
        ),
        (
            Scene::new("wrong-audience", "Token for another API"),
            mint().audience("api://orders"),
            Cause::Audience,
        ),
        (
            Scene::new("tampered", "Tampered token"),
            mint().tampered(),
            Cause::Signature,
        ),
    ]
}

fn minted(stage: &Stage, mint: &Mint) -> Result<String, Failure> {
    let token = stage.running.mint(mint);
    token.map_err(Failure::system)
}

async fn token_server_down(stage: &Stage) -> Result<Scene, Failure> {
    stage.running.stop(Server::Token).await;
    let outcome = stage.client.discover(&stage.issuer).await;
    restart(stage, Server::Token).await?;
    Ok(no_answer(
        Scene::new("token-server-down", "Token server down"),
        outcome.err(),
    ))
}

async fn api_down(stage: &Stage) -> Result<Scene, Failure> {
    let token = minted(stage, &Mint::default())?;
    stage.running.stop(Server::Api).await;
    let outcome = stage.client.call(&stage.api_request(Some(&token))).await;
    restart(stage, Server::Api).await?;
    Ok(no_answer(Scene::new("api-down", "API down"), outcome.err()))
}

async fn restart(stage: &Stage, server: Server) -> Result<(), Failure> {
    let restarted = stage.running.restart(server).await;
    restarted.map_err(Failure::system)
}

fn no_answer(scene: Scene, failure: Option<claimscope_client::Failure>) -> Scene {
    match failure {
        None => scene
            .fact("seen", "an answer, although nobody should have been there")
            .expect(false),
        Some(failure) => scene
            .fact("seen", format!("no answer: {}", failure.message()))
            .fact("what to do", failure.hint().unwrap_or_default())
            .expect(failure.code() == "network.refused"),
    }
}

/// A token request with one thing wrong, which the token server declines.
struct Wrong {
    scene: Scene,
    client_id: &'static str,
    secret: &'static str,
    scope: &'static str,
    error: &'static str,
}

impl Wrong {
    fn new(name: &'static str, title: &'static str) -> Self {
        Self {
            scene: Scene::new(name, title),
            client_id: CLIENT_ID,
            secret: SECRET,
            scope: API_NAME,
            error: "declined.invalid_client",
        }
    }

    fn client_id(self, client_id: &'static str) -> Self {
        Self { client_id, ..self }
    }

    fn secret(self, secret: &'static str) -> Self {
        Self { secret, ..self }
    }

    fn scope(self, scope: &'static str) -> Self {
        let error = "declined.invalid_scope";
        Self {
            scope,
            error,
            ..self
        }
    }

    async fn show(self, stage: &Stage) -> Scene {
        let request = stage.token_request(self.client_id, self.secret, self.scope);
        let Err(failure) = stage.client.token(&request).await else {
            let seen = "a token, although none should have been given";
            return self.scene.fact("seen", seen).expect(false);
        };
        self.scene
            .fact("seen", failure.server_words().unwrap_or_default())
            .fact("why", failure.message())
            .fact("what to do", failure.hint().unwrap_or_default())
            .fact(
                "server's log",
                stage.reason(Server::Token).unwrap_or_default(),
            )
            .expect(failure.code() == self.error)
    }
}

/// A call that the API refuses with `status`, and which the diagnosis should put down to `cause`.
async fn refused(
    stage: &Stage,
    scene: Scene,
    token: Option<&str>,
    (status, cause): (u16, Cause),
) -> Scene {
    let request = stage.api_request(token);
    let (keys, response) = match (stage.keys().await, stage.client.call(&request).await) {
        (Ok(keys), Ok(response)) => (keys, response),
        (Err(failure), _) | (_, Err(failure)) => {
            return scene.fact("failed", failure.message()).expect(false);
        }
    };
    let known = Known {
        request: &request,
        response: &response,
        token,
        keys: Some(&keys),
        api: ApiKnowledge {
            issuer: Some(stage.issuer.clone()),
            audiences: vec![API_NAME.to_owned()],
            scopes: stage.running.state().api().scope.iter().cloned().collect(),
        },
    };
    let diagnosis = why::diagnosis(&known, clock::now());
    let first = diagnosis.reasons.first();
    let expected =
        response.status == status && first.is_some_and(|reason| reason.code == cause.code());
    let mut scene = seen(scene, &response).fact("why", diagnosis.headline);
    if let Some(reason) = first {
        for evidence in &reason.evidence {
            scene = scene.fact("evidence", evidence);
        }
        scene = scene.fact("what to do", &reason.fix);
    }
    scene = scene.fact(
        "server's log",
        stage.reason(Server::Api).unwrap_or_default(),
    );
    scene.expect(expected)
}

fn seen(scene: Scene, response: &HttpResponse) -> Scene {
    let scene = scene.fact("seen", status_text(response.status));
    let challenges: Vec<_> = response.header_values("www-authenticate").collect();
    let scene = match challenges.as_slice() {
        [] => scene.fact("", "no WWW-Authenticate header"),
        challenges => scene.fact("", format!("WWW-Authenticate: {}", challenges.join(", "))),
    };
    match String::from_utf8_lossy(&response.body) {
        body if body.is_empty() => scene,
        body => scene.fact("", shortened(&body)),
    }
}

async fn another_scope(stage: &Stage) -> Result<Scene, Failure> {
    let token = minted(stage, &Mint::default())?;
    let state = stage.running.state();
    let usual = ApiSettings::clone(&state.api());
    state.set_api(ApiSettings {
        scope: Some("api1.write".to_owned()),
        ..usual.clone()
    });
    let scene = Scene::new("another-scope", "The API demands another scope");
    let scene = refused(stage, scene, Some(&token), (403, Cause::Scope)).await;
    state.set_api(usual);
    Ok(scene)
}
