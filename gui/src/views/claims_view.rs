//! Header and claims as a table or as JSON: searched, folded and copied. What is in view is laid out, and no more.

use std::collections::HashSet;
use std::sync::Arc;

use claimscope_core::json::Object;
use claimscope_core::report::Report;
use egui::{Id, Key, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::claims_rows::{OUTER_HEADER, RowLists, Told};
use super::{ViewCx, claims_json, claims_table};
use crate::claim_rows::{Content, Hits, Row, Shown, rows};
use crate::theme::GAP_SMALL;
use crate::widgets::{VirtualRows, quiet_button};

/// How header and claims are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Name, value and meaning.
    Table,
    /// As they were sent, indented.
    Json,
}

/// What is shown.
#[derive(Clone, Copy)]
pub(super) struct ClaimsView<'a> {
    /// Which place of the window it is: what was searched and folded there stays.
    pub(super) place: &'a str,
    /// Another one for every token and report.
    pub(super) key: u64,
    /// The header of the encrypted token around this one, where there is one.
    pub(super) outer: Option<&'a Object>,
    /// The header; `None` where it could not be read.
    pub(super) header: Option<&'a Object>,
    /// The claims; `None` where they could not be read.
    pub(super) claims: Option<&'a Object>,
    /// The checks of the claims, where there are any.
    pub(super) report: Option<&'a Report>,
}

/// What a person typed and folded.
#[derive(Clone, Default)]
struct ViewState {
    query: String,
    turned: Arc<HashSet<u64>>,
    hits: Option<(String, u64, Arc<Hits>)>,
    /// How often the search was asked for when it last was.
    finds: u64,
}

impl<'a> ClaimsView<'a> {
    fn parts(&self) -> Vec<(&'static str, Option<&'a Object>)> {
        let outer = self.outer.map(|outer| (OUTER_HEADER, Some(outer)));
        let own = [("header", self.header), ("payload", self.claims)];
        outer.into_iter().chain(own).collect()
    }

    /// The search, and the rows that it leaves.
    pub(super) fn show(&self, ui: &mut Ui, cx: &mut ViewCx<'_>, form: Form) {
        let id = Id::unique(("claims view", self.place));
        let mut state: ViewState = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        self.search_ui(ui, cx, &mut state);
        let hits = self.hits(&mut state);
        let shown = Shown {
            turned: Some(&state.turned),
            hits: hits.as_deref(),
            has_ends: form == Form::Json,
        };
        let rows = rows(&self.parts(), shown);
        if let Some(turned) = self.rows_ui(ui, cx, form, &rows) {
            let set = Arc::make_mut(&mut state.turned);
            if !set.remove(&turned) {
                set.insert(turned);
            }
            ui.request_repaint();
        }
        ui.data_mut(|data| data.insert_temp(id, state));
    }

    fn search_ui(&self, ui: &mut Ui, cx: &ViewCx<'_>, state: &mut ViewState) {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 130.0).clamp(80.0, 260.0);
            let field = TextEdit::singleline(&mut state.query)
                .id(Id::unique(("claims search", self.place)))
                .hint_text("Search names and values")
                .desired_width(width);
            let response = ui.add(field);
            response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search claims"));
            if cx.model.finds > state.finds {
                response.request_focus();
            }
            state.finds = cx.model.finds;
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
                state.query.clear();
            }
            if let Some(hits) = self.hits(state) {
                let text = match hits.count() {
                    0 => "nothing found".to_owned(),
                    count => format!("{count} found"),
                };
                ui.label(RichText::new(text).small().color(cx.tokens.muted));
                if quiet_button(ui, "Clear search").clicked() {
                    state.query.clear();
                }
            }
        });
        ui.add_space(GAP_SMALL);
    }

    /// What was searched for is looked for once.
    fn hits(&self, state: &mut ViewState) -> Option<Arc<Hits>> {
        let query = state.query.trim();
        if query.is_empty() {
            state.hits = None;
            return None;
        }
        if let Some((known, key, hits)) = &state.hits
            && known == query
            && *key == self.key
        {
            return Some(Arc::clone(hits));
        }
        let hits = Arc::new(Hits::find(query, &self.parts()));
        state.hits = Some((query.to_owned(), self.key, Arc::clone(&hits)));
        Some(hits)
    }

    /// The row that a person folded or unfolded, where one was.
    fn rows_ui(
        &self,
        ui: &mut Ui,
        cx: &mut ViewCx<'_>,
        form: Form,
        rows: &[Row<'a>],
    ) -> Option<u64> {
        let salt = match form {
            Form::Table => "table",
            Form::Json => "json",
        };
        let mut lists = RowLists::new(ui, salt, rows);
        let told = Told {
            key: self.key,
            report: self.report,
        };
        let drawn = VirtualRows {
            salt,
            count: rows.len(),
            usual_height: match form {
                Form::Table => 44.0,
                Form::Json => 20.0,
            },
            pinned: lists.pinned(),
        };
        let id_of = |index: usize| match rows[index].content {
            Content::End(_) => rows[index].id.wrapping_add(1),
            _ => rows[index].id,
        };
        drawn.show(ui, id_of, |ui, index| {
            let row = &rows[index];
            match form {
                Form::Table => claims_table::row_ui(ui, cx, told, &mut lists, (index, row)),
                Form::Json => claims_json::row_ui(ui, cx, told, &mut lists, (index, row)),
            }
        });
        lists.turned
    }
}
