//! The desktop inspector: one window that leads from an issuer's metadata to an API's answer, and says why it says no.
//!
//! [`run`] opens it. Inside, [`update`] alone changes the [`Model`](model::Model); views push commands; a
//! [`Runner`](effect::Runner) does effects on worker threads and sends events back.
//!
//! What this crate does not do: it judges no token and builds no request itself, that is `claimscope-core`; it saves no
//! secret; it fetches nothing because a token says so.
#![forbid(unsafe_code)]

pub mod about_token;
mod app;
pub mod asked;
pub mod body;
pub mod body_work;
mod claim_rows;
mod claim_texts;
pub mod client_key;
pub mod command_list;
pub mod compare;
pub mod connection;
mod connection_draft;
mod connection_folder;
mod connection_secrets;
mod content_type;
pub mod cookies;
pub mod decrypting;
pub mod effect;
pub mod environments_edit;
pub mod file_field;
mod file_form;
mod file_name;
pub mod files;
mod frame_times;
pub mod grant;
mod headless;
pub mod importing;
pub mod inspect_place;
pub mod judging;
mod line_diff;
pub mod log_view;
pub mod message;
pub mod model;
mod pairs;
pub mod path_look;
mod playground_clients;
pub mod probe;
pub mod probe_with;
pub mod remedy;
pub mod remote;
pub mod removed_part;
pub mod report_form;
pub mod request;
mod request_curl;
pub mod request_edit;
pub mod request_file;
mod request_json;
pub mod request_list;
pub mod request_pane;
mod request_secrets;
mod request_table;
pub mod request_to_send;
mod request_url;
pub mod response_view;
pub mod results;
mod run;
mod runner;
pub mod save_text;
pub mod saved;
pub mod saved_history;
mod screenshot;
mod secret_member;
pub mod secret_note;
pub mod sensitive;
mod sentence;
pub mod session_plan;
pub mod sign;
mod sizes;
pub mod stepped;
pub mod steps;
pub mod store;
pub mod tab;
mod theme;
pub mod theme_choice;
mod ticket;
mod times;
pub mod token_history;
pub mod token_keys;
pub mod update;
mod views;
pub mod waiver;
pub mod why;
mod widgets;
pub mod without_secrets;
pub mod workspace;

pub use app::{Desktop, Parts};
pub use frame_times::FrameTimes;
pub use headless::Headless;
pub use run::{RunError, RunOptions, run};
pub use screenshot::{SceneAction, TellTimes};
