//! Small parts that several views use.

mod buttons;
mod card;
mod field;
mod icon;
mod json;
mod list;
mod logo;
mod row;
mod shown;
mod timeline;

pub(crate) use buttons::{copy_button, copy_button_of, primary_button, quiet_button, tabs, toggle};
pub(crate) use card::{
    alarm, card, certificate_ui, code_block, fact_line, failure_card, named_row, pill,
    section_title, spec_label, two_columns,
};
pub(crate) use field::{choice, submitted, text_area, text_field};
pub(crate) use icon::{Icon, icon};
pub(crate) use json::{json_tree, shown_value, value_text};
pub(crate) use list::List;
pub(crate) use logo::logo;
pub(crate) use row::ends;
pub(crate) use shown::{shown, shown_lines};
pub(crate) use timeline::{Mark, timeline};
