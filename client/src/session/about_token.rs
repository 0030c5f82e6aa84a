//! What an issuer is asked about a token that is there: whether it holds, whose it is, that it is not wanted any more.

use claimscope_core::json::Object;
use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::jwt::Expected;
use claimscope_core::secret::Secret;
use claimscope_oauth::code::server;
use claimscope_oauth::{
    ClientAuthentication, EndSessionRequest, Finding, HttpRequest, HttpResponse, Introspected,
    Introspection, IntrospectionRequest, OauthError, RevocationRequest, Userinfo, accept_userinfo,
    require_same_subject, userinfo_request,
};

use super::token::of_server;
use super::{Session, Verification};
use crate::SessionError;

/// What is told of a revocation, of which a server says no more.
pub const REVOKED: &str = "The issuer has taken the request. It answers so, too, for a token that it does not know or cannot revoke (RFC 7009 §2.2): \
     IdentityServer4 leaves access tokens that are JWTs valid until they expire. Introspection tells whether a token is still active.";

/// What an issuer says of a user.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UserinfoResult {
    /// The claims.
    pub claims: Object,
    /// What deviates.
    pub findings: Vec<Finding>,
    /// The signed answer, where it was one, which holds.
    pub verification: Option<Box<Verification>>,
}

/// What an issuer says of a token, signed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedIntrospection {
    /// What it says.
    pub introspection: Introspection,
    /// The JWT.
    pub text: Secret,
    /// The JWT verified, which holds.
    pub verification: Box<Verification>,
}

impl Session {
    /// Asks whether a token holds.
    ///
    /// # Errors
    ///
    /// Where the issuer has no introspection endpoint, or gives no answer.
    pub async fn introspect(
        &self,
        token: &Secret,
        token_type_hint: Option<&str>,
    ) -> Result<Introspection, SessionError> {
        let (introspected, finding) = self
            .introspected(token, token_type_hint, |request| request)
            .await?;
        let Introspected::Plain(mut introspection) = introspected else {
            return Err(no_signed_introspection(
                "a signed one came that nobody asked for",
            ));
        };
        introspection.findings.extend(finding);
        self.judge(&mut introspection, token);
        Ok(introspection)
    }

    /// As [`Session::introspect`], with the answer signed by the issuer and verified ([RFC 9701]): evidence that can be kept.
    ///
    /// [RFC 9701]: https://www.rfc-editor.org/rfc/rfc9701
    ///
    /// # Errors
    ///
    /// As [`Session::introspect`]; and where the answer is a plain one, or does not hold.
    pub async fn introspect_signed(
        &self,
        token: &Secret,
        token_type_hint: Option<&str>,
    ) -> Result<SignedIntrospection, SessionError> {
        let (introspected, finding) = self
            .introspected(token, token_type_hint, IntrospectionRequest::signed)
            .await?;
        let Introspected::Signed(text) = introspected else {
            return Err(no_signed_introspection("the answer is not signed"));
        };
        let expectations = self.expected_of_message().typ(Introspection::JWT_TYPE);
        let expectations = expectations.require_claim("iat").allow_missing_expiry();
        let verification = self
            .verified_message(&text, expectations)
            .await
            .map_err(|why| no_signed_introspection(&format!("the answer does not hold: {why}")))?;
        let claims = verification.inspection.report.claims.as_ref();
        let mut introspection = Introspection::of_claims(claims)?;
        introspection.findings.extend(finding);
        self.judge(&mut introspection, token);
        Ok(SignedIntrospection {
            introspection,
            text,
            verification,
        })
    }

    /// What is odd in the answer, which is then shown without what it repeats of the credentials.
    fn judge(&self, introspection: &mut Introspection, token: &Secret) {
        introspection.members = self.without_credentials(&introspection.members, token);
        let odd = introspection.odd_times(self.clock.now());
        introspection.findings.extend(odd);
        let expectations = self.expectations();
        let expected = match &expectations.issuer {
            // Entra's template stands for each tenant's own.
            Expected::AnyOf(issuers) if !issuers.iter().any(|it| it.contains('{')) => &issuers[..],
            _ => &[],
        };
        let other = introspection.other_issuer(expected);
        introspection.findings.extend(other);
    }

    /// An answer about a token without the token and the client's secret.
    fn without_credentials(&self, members: &Object, token: &Secret) -> Object {
        let mut credentials = self.client_credentials();
        credentials.add(token.expose().trim_ascii());
        credentials.mask_members(members, &[])
    }

    async fn introspected(
        &self,
        token: &Secret,
        token_type_hint: Option<&str>,
        change: impl Fn(IntrospectionRequest) -> IntrospectionRequest,
    ) -> Result<(Introspected, Option<Finding>), SessionError> {
        let request = |endpoint: &str, authentication| {
            let request = IntrospectionRequest::new(endpoint, authentication, token.clone());
            change(match token_type_hint {
                Some(hint) => request.token_type_hint(hint),
                None => request,
            })
        };
        let (request, response, finding) = self
            .ask(INTROSPECTION, request, IntrospectionRequest::request)
            .await?;
        Ok((request.accept(&response)?, finding))
    }

    /// Revokes a token. Whether it was known is not told.
    ///
    /// # Errors
    ///
    /// Where the issuer has no revocation endpoint, or refuses.
    pub async fn revoke(
        &self,
        token: &Secret,
        token_type_hint: Option<&str>,
    ) -> Result<Vec<Finding>, SessionError> {
        let request = |endpoint: &str, authentication| {
            let request = RevocationRequest::new(endpoint, authentication, token.clone());
            match token_type_hint {
                Some(hint) => request.token_type_hint(hint),
                None => request,
            }
        };
        let (request, response, finding) = self
            .ask(REVOCATION, request, RevocationRequest::request)
            .await?;
        request.accept(&response)?;
        Ok(finding.into_iter().collect())
    }

    /// Asks who the user of an access token is. The answer must be about the subject of the ID token, where one is given.
    ///
    /// # Errors
    ///
    /// Where the issuer has no userinfo endpoint, refuses, speaks of another user, or its signed answer does not hold.
    pub async fn userinfo(
        &self,
        token: &Secret,
        subject: Option<&str>,
    ) -> Result<UserinfoResult, SessionError> {
        let discovered = self.issuer.metadata().await?;
        let endpoint = discovered.endpoint("userinfo_endpoint")?;
        let request = || {
            let text = token.expose_str().unwrap_or_default().trim();
            let authorization = format!("{} {text}", self.scheme(token)?);
            let request = userinfo_request(endpoint)?;
            Ok(request.header("Authorization", authorization))
        };
        let sent = self.send_proven(Some(token), MAX_JWKS_BYTES, request).await;
        let (request, received) =
            sent.map_err(|failure| of_server(failure, "userinfo_endpoint", server::ENDPOINT))?;
        let mut user = match accept_userinfo(&request, &received.response)? {
            Userinfo::Claims { claims, findings } => UserinfoResult {
                claims,
                findings,
                verification: None,
            },
            Userinfo::Jwt(text) => self.signed_userinfo(&text).await?,
        };
        if let Some(subject) = subject {
            require_same_subject(&user.claims, subject)?;
        }
        user.claims = self.without_credentials(&user.claims, token);
        Ok(user)
    }

    /// Verifies a signed answer ([OpenID Connect Core §5.3.2]), which need not end.
    ///
    /// [OpenID Connect Core §5.3.2]: https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse
    async fn signed_userinfo(&self, text: &Secret) -> Result<UserinfoResult, SessionError> {
        let expectations = self.expected_of_message().require_claim("sub");
        let verified = self.verified_message(text, expectations.allow_missing_expiry());
        let verification = verified.await.map_err(|why| SessionError::Endpoint {
            code: server::USERINFO_RESPONSE,
            message: format!("the signed userinfo response does not hold: {why}"),
            hint: "verify it for itself to see every check".to_owned(),
        })?;
        let claims = verification.inspection.report.claims.clone();
        Ok(UserinfoResult {
            claims: claims.unwrap_or_default(),
            findings: Vec::new(),
            verification: Some(verification),
        })
    }

    /// The address at which the user logs out. It carries the ID token where one is given: not for a log.
    ///
    /// # Errors
    ///
    /// Where the issuer has no end session endpoint.
    pub async fn end_session_url(
        &self,
        id_token: Option<&Secret>,
        post_logout_redirect_uri: Option<&str>,
    ) -> Result<Secret, SessionError> {
        let discovered = self.issuer.metadata().await?;
        let request = EndSessionRequest {
            end_session_endpoint: discovered.endpoint("end_session_endpoint")?.to_owned(),
            client_id: self.connection.client.id.clone(),
            id_token_hint: id_token.cloned(),
            post_logout_redirect_uri: post_logout_redirect_uri.map(str::to_owned),
        };
        let url = request.url().map_err(SessionError::from);
        url.map_err(|failure| of_server(failure, "end_session_endpoint", server::ENDPOINT))
    }

    /// Sends one authenticated request to an endpoint of the metadata.
    async fn ask<R>(
        &self,
        name: &str,
        make: impl Fn(&str, ClientAuthentication) -> R,
        http: impl Fn(&R) -> Result<HttpRequest, OauthError>,
    ) -> Result<(R, HttpResponse, Option<Finding>), SessionError> {
        let discovered = self.issuer.metadata().await?;
        let metadata = Some(&discovered.metadata);
        let endpoint = discovered.endpoint(name)?;
        let endpoint = self.endpoint_for_certificate(endpoint, name, metadata);
        let (authentication, finding) = self.authenticate(metadata, name, &endpoint)?;
        let request = make(&endpoint, authentication);
        let http = http(&request).map_err(SessionError::from);
        let http = http.map_err(|failure| of_server(failure, name, server::ENDPOINT))?;
        let response = self.client.send_bounded(&http, MAX_JWKS_BYTES).await?;
        Ok((request, response, finding))
    }
}

fn no_signed_introspection(why: &str) -> SessionError {
    SessionError::Endpoint {
        code: server::INTROSPECTION_JWT,
        message: format!("the introspection response cannot be used: {why}"),
        hint: "look whether the server signs introspection responses for this client; ask for a plain one otherwise"
            .to_owned(),
    }
}

const INTROSPECTION: &str = "introspection_endpoint";
const REVOCATION: &str = "revocation_endpoint";
