//! The guard before a service.

use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower::{Layer, Service};

use crate::guard::{Decision, Guard};
use crate::keys::VerificationKeys;

/// A service behind a guard. Its requests carry what was verified, a [`Verified`](claimscope_core::Verified), among their
/// extensions.
#[derive(Debug)]
pub struct Guarded<S, K> {
    guard: Guard<K>,
    service: S,
}

impl<S: Clone, K> Clone for Guarded<S, K> {
    fn clone(&self) -> Self {
        Self {
            guard: self.guard.clone(),
            service: self.service.clone(),
        }
    }
}

impl<S, K> Layer<S> for Guard<K> {
    type Service = Guarded<S, K>;

    fn layer(&self, service: S) -> Self::Service {
        Guarded {
            guard: self.clone(),
            service,
        }
    }
}

impl<S, K, Sent, Body> Service<Request<Sent>> for Guarded<S, K>
where
    S: Service<Request<Sent>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    K: VerificationKeys,
    Sent: Send + 'static,
    Body: From<String>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request<Sent>) -> Self::Future {
        let guard = self.guard.clone();
        // The one that was asked whether it is ready is the one to call.
        let ready = self.service.clone();
        let mut service = std::mem::replace(&mut self.service, ready);
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match guard
                .decide(&parts.method, &parts.uri, &parts.headers)
                .await
            {
                Decision::Passed(verified) => {
                    parts.extensions.insert(*verified);
                    service.call(Request::from_parts(parts, body)).await
                }
                Decision::Refused(_, answer) | Decision::Metadata(answer) => {
                    Ok(answer.map(Body::from))
                }
            }
        })
    }
}
