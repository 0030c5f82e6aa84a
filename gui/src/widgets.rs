//! Small parts that several views use.

mod buttons;
mod card;
mod field;
mod icon;
mod json;
mod logo;
mod timeline;

pub use buttons::{
    copy_button, copy_button_labelled, primary_button, quiet_button, tab_button, toggle,
};
pub use card::{card, code_block, fact_line, failure_card, pill, section_title};
pub use field::{choice, text_area, text_field};
pub use icon::{Icon, icon};
pub use json::{json_tree, value_text};
pub use logo::logo;
pub use timeline::{Mark, timeline};
