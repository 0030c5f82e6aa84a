//! Small parts that several views use.

mod buttons;
mod card;
mod field;
mod icon;
mod json;
mod logo;
mod timeline;

pub(crate) use buttons::{
    copy_button, copy_button_labelled, primary_button, quiet_button, tab_button, toggle,
};
pub(crate) use card::{
    alarm, card, certificate_ui, code_block, fact_line, failure_card, named_row, pill,
    section_title, spec_label, two_columns,
};
pub(crate) use field::{choice, text_area, text_field};
pub(crate) use icon::{Icon, icon};
pub(crate) use json::{json_tree, shown_value, value_text};
pub(crate) use logo::logo;
pub(crate) use timeline::{Mark, timeline};
