//! Small parts that several views use.

mod buttons;
mod card;
mod drag;
mod field;
mod icon;
mod in_view;
mod list;
mod logo;
mod long_text;
mod row;
mod rows;
mod shown;
mod shown_secret;
mod timeline;
mod virtual_rows;

pub(crate) use buttons::{
    code_link, copy_button, copy_button_of, copy_mark, primary_button, quiet_button, quiet_link,
    tabs, toggle,
};
pub(crate) use card::{
    alarm, card, certificate_ui, code_block, fact_line, failure_card, named_row, pill,
    section_title, spec_label, two_columns, two_fields,
};
pub(crate) use drag::dragged_to;
pub(crate) use field::{
    TypedIn, belongs_to_area, choice, drawn_area, focused_area, marked, marked_area, path_field,
    path_has_focus, place_in_area, secret_area, submitted, text_area, text_field,
};
pub(crate) use icon::{Icon, icon};
pub(crate) use in_view::{at_least, awaited, keys_in_view, page};
pub(crate) use list::List;
pub(crate) use logo::logo;
pub(crate) use long_text::long_text;
pub(crate) use row::ends;
pub(crate) use rows::{Rows, Sideways};
pub(crate) use shown::{shown, shown_lines};
pub(crate) use shown_secret::{is_secret_shown, keep_shown, show_secret};
pub(crate) use timeline::{Mark, timeline};
pub(crate) use virtual_rows::VirtualRows;
