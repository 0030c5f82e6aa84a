//! The table of the environments while it is edited: what is typed as a name counts before anything else is done with the
//! text.

use claimscope_client::workspace::{EnvironmentTable, NoName};

use crate::environments_edit::{EnvironmentsEdit, Named, TableEdit};
use crate::model::Model;
use crate::results::FailureText;

const NOT_SAVED: &str = "The environments were not saved.";

pub(super) fn edit(model: &mut Model, edit: TableEdit) {
    let Some(edited) = &mut model.files.environments_edit else {
        return;
    };
    if edit == TableEdit::GiveUpMissing {
        edited.give_up_missing();
        return;
    }
    let Some(table) = EnvironmentTable::read(&edited.text) else {
        return;
    };
    let text = match edit {
        TableEdit::TypeName(named, typed) => {
            edited.names.insert(named, typed);
            return;
        }
        TableEdit::GiveUpMissing => return,
        TableEdit::TakeNames => {
            // What cannot be a name is said beside it.
            drop(take_names(edited));
            return;
        }
        TableEdit::Value(environment, variable, value) => {
            table.with_value(&environment, &variable, &value)
        }
        TableEdit::Remove(variable) => {
            let text = table.without(&variable);
            edited.names.remove(&Named::Variable(variable));
            text
        }
        TableEdit::AddVariable => {
            drop(take_names(edited));
            let table = EnvironmentTable::read(&edited.text).unwrap_or(table);
            table.with_new_variable()
        }
    };
    edited.set_text(text);
}

/// The text with a typed name; the same text where nothing new was typed.
fn with_name(
    table: &EnvironmentTable,
    named: &Named,
    typed: &str,
) -> Option<Result<String, NoName>> {
    let typed = typed.trim();
    match named {
        Named::Variable(variable) => (typed != variable).then(|| table.renamed(variable, typed)),
        Named::NewEnvironment => (!typed.is_empty()).then(|| table.with_environment(typed)),
    }
}

/// Takes what is typed into the text; what cannot be a name stays typed, and is why nothing is saved.
pub(super) fn take_names(edit: &mut EnvironmentsEdit) -> Result<(), FailureText> {
    let Some(mut table) = EnvironmentTable::read(&edit.text) else {
        return Ok(());
    };
    let variables = table.variables();
    edit.names.retain(|named, typed| {
        let is_there = match named {
            Named::Variable(variable) => variables.contains(variable),
            Named::NewEnvironment => true,
        };
        is_there && with_name(&table, named, typed).is_some()
    });
    // One that is taken may be free once another one counts.
    while let Some((named, typed, text)) = next(edit, &table) {
        edit.names.remove(&named);
        if let Some(new) = EnvironmentTable::read(&text) {
            table = new;
        }
        match named {
            Named::Variable(variable) => edit.rename(&variable, typed.trim(), text),
            Named::NewEnvironment => edit.set_text(text),
        }
    }
    match edit.names.iter().next() {
        Some((named, typed)) => Err(refused(typed, why_no_name(&table, named, typed))),
        None => Ok(()),
    }
}

fn next(edit: &EnvironmentsEdit, table: &EnvironmentTable) -> Option<(Named, String, String)> {
    let mut names = edit.names.iter();
    names.find_map(|(named, typed)| {
        let text = with_name(table, named, typed)?.ok()?;
        Some((named.clone(), typed.clone(), text))
    })
}

/// Why what is typed cannot be a name, where it cannot.
pub(crate) fn why_no_name(table: &EnvironmentTable, named: &Named, typed: &str) -> Option<NoName> {
    with_name(table, named, typed)?.err()
}

/// Why nothing is saved of what lost something over a restart.
pub(super) fn lacking(edit: &EnvironmentsEdit) -> Option<FailureText> {
    let advice = "What may be a secret in them was not kept over the restart. Type it again, or press “Go on without it”.";
    edit.lacks_something()
        .then(|| FailureText::new(NOT_SAVED, advice))
}

fn refused(typed: &str, why: Option<NoName>) -> FailureText {
    let why = why.map(|why| why.to_string()).unwrap_or_default();
    FailureText::new(
        NOT_SAVED,
        format!("“{}” cannot be a name here: {why}.", typed.trim()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[dev]\na = \"1\"\nb = \"2\"\n";

    fn typed(names: &[(&str, &str)]) -> Model {
        let mut model = Model::new(Default::default());
        model.files.show_environments().set_text(TEXT.to_owned());
        for (variable, name) in names {
            let named = Named::Variable((*variable).to_owned());
            edit(&mut model, TableEdit::TypeName(named, (*name).to_owned()));
        }
        model
    }

    fn edited(model: &mut Model) -> &mut EnvironmentsEdit {
        model.files.environments_edit.as_mut().unwrap()
    }

    fn text(model: &Model) -> &str {
        &model.files.environments_edit.as_ref().unwrap().text
    }

    #[test]
    fn a_name_that_is_typed_counts_before_a_variable_is_added() {
        let mut model = typed(&[("a", " issuer ")]);
        assert_eq!(text(&model), TEXT);
        edit(&mut model, TableEdit::AddVariable);
        let expected = TEXT.replace("a =", "issuer =") + "variable = \"\"\n";
        assert_eq!(text(&model), expected);
        assert!(edited(&mut model).names.is_empty());
    }

    #[test]
    fn names_change_places_and_what_can_be_none_stays_typed() {
        let mut model = typed(&[("a", "b"), ("b", "c")]);
        assert_eq!(take_names(edited(&mut model)), Ok(()));
        assert_eq!(text(&model), "[dev]\nb = \"1\"\nc = \"2\"\n");
        let mut model = typed(&[("a", "my var"), ("b", "c")]);
        let refused = take_names(edited(&mut model)).unwrap_err();
        assert!(refused.advice.unwrap().contains("“my var”"));
        assert_eq!(text(&model), TEXT.replace("b =", "c ="));
        assert_eq!(edited(&mut model).names.len(), 1);
    }

    #[test]
    fn what_is_typed_for_a_variable_goes_with_it() {
        let mut model = typed(&[("a", "my var")]);
        edit(&mut model, TableEdit::Remove("a".to_owned()));
        assert_eq!(take_names(edited(&mut model)), Ok(()));
        assert_eq!(text(&model), "[dev]\nb = \"2\"\n");
    }
}
