//! The work of the place Inspect: pure computing off the window's thread, and the one request that it makes.

use claimscope_client::entropy;

use super::{Shared, convert, now, off_thread};
use crate::connection::ConnectionId;
use crate::effect::PlaceWork;
use crate::message::PlaceEvent;
use crate::why::ExpectedByApi;
use crate::{compare, sign, why};

impl Shared {
    pub(super) async fn place(&self, work: PlaceWork) -> PlaceEvent {
        match work {
            PlaceWork::Compare(generation, texts) => {
                let compared = off_thread(move || compare::compare(&texts, now())).await;
                PlaceEvent::Compared(generation, compared)
            }
            PlaceWork::Explain(generation, plan) => {
                let explained = off_thread(move || why::diagnosis(&plan, now())).await;
                PlaceEvent::Explained(generation, explained)
            }
            PlaceWork::FetchMetadata(generation, plan, url, challenges) => {
                let fetched = async {
                    let session = self.session(ConnectionId::INSPECT, *plan).await?;
                    let found = session.resource_metadata(&url, &challenges).await;
                    let found = found.map_err(convert::failure)?;
                    Ok((found.url.clone(), ExpectedByApi::of_metadata(&found)))
                };
                PlaceEvent::MetadataFetched(generation, fetched.await)
            }
            PlaceWork::MakeKey(generation, algorithm) => {
                let made = off_thread(move || sign::make_key(algorithm, &mut entropy)).await;
                PlaceEvent::KeyMade(generation, made)
            }
            PlaceWork::Sign(generation, plan) => {
                let signed = off_thread(move || sign::sign(&plan, &mut entropy)).await;
                PlaceEvent::Signed(generation, signed)
            }
        }
    }
}
