//! Which file imports which, for Rust by module paths and for JavaScript by relative specifiers, and where that runs in
//! a circle.
//!
//! Between a module and the modules inside it nothing is counted: `pub use` up and `super::` down are how Rust nests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use crate::workspace;

/// Files by the files that they import.
pub type Imports = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// A module: its crate's folder, and its path inside.
type Module = (String, Vec<String>);

/// The imports between the Rust files of each crate's `src`, tests left out.
///
/// # Errors
/// Where the files cannot be listed or read.
pub fn rust() -> Result<Imports> {
    let mut modules: BTreeMap<Module, PathBuf> = BTreeMap::new();
    for path in workspace::files(&["rs"])? {
        if let Some(module) = module_of(&path) {
            modules.insert(module, path);
        }
    }
    let mut imports = Imports::new();
    for ((room, module), path) in &modules {
        let text = fs::read_to_string(workspace::root().join(path))?;
        for imported in paths_in(&text) {
            let Some(target) = resolve(&modules, room, module, &imported) else {
                continue;
            };
            if !target.starts_with(module) && !module.starts_with(&target) {
                let file = modules[&(room.clone(), target)].clone();
                imports.entry(path.clone()).or_default().insert(file);
            }
        }
    }
    Ok(imports)
}

/// `core/src/jwk/set.rs` is the module `jwk::set` of `core`.
fn module_of(path: &Path) -> Option<Module> {
    let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    let [room, "src", inside @ .., file] = parts.as_slice() else {
        return None;
    };
    if inside.first() == Some(&"bin") || inside.contains(&"tests") || *file == "tests.rs" {
        return None;
    }
    let mut module: Vec<String> = inside.iter().map(|part| (*part).to_owned()).collect();
    match *file {
        "mod.rs" => {}
        "lib.rs" | "main.rs" if inside.is_empty() => {}
        file => module.push(file.strip_suffix(".rs")?.to_owned()),
    }
    Some(((*room).to_owned(), module))
}

/// Every path that begins with `crate`, `super` or a name, in `use` and elsewhere; the tests at a file's end are left out.
fn paths_in(text: &str) -> Vec<Vec<String>> {
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("mod tests {"));
    let code: Vec<&str> = lines
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let code = code.join("\n");
    let mut paths = Vec::new();
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        let used = statement.rfind("use ").filter(|at| {
            statement[..*at]
                .chars()
                .next_back()
                .is_none_or(char::is_whitespace)
        });
        match used {
            Some(at) => {
                rest.push_str(&statement[..at]);
                expand(statement[at + 4..].trim_end_matches(';'), &[], &mut paths);
            }
            None => rest.push_str(statement),
        }
    }
    let is_word = |character: char| character.is_alphanumeric() || "_:".contains(character);
    paths.extend(
        rest.split(|character| !is_word(character))
            .filter(|word| word.starts_with("crate::") || word.starts_with("super::"))
            .map(segments),
    );
    paths
}

fn segments(path: &str) -> Vec<String> {
    path.split("::")
        .map(|segment| segment.trim().to_owned())
        .filter(|segment| !segment.is_empty())
        .collect()
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn expand(tree: &str, before: &[String], paths: &mut Vec<Vec<String>>) {
    let (head, inner) = match tree.split_once('{') {
        Some((head, inner)) => (head, Some(inner)),
        None => (tree, None),
    };
    let mut path = before.to_vec();
    path.extend(segments(head));
    let Some(inner) = inner else {
        return paths.push(path);
    };
    let (mut depth, mut start) = (0_usize, 0);
    for (at, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                if !inner[start..at].trim().is_empty() {
                    expand(&inner[start..at], &path, paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn resolve(
    modules: &BTreeMap<Module, PathBuf>,
    room: &str,
    from: &[String],
    path: &[String],
) -> Option<Vec<String>> {
    let exists = |module: &[String]| modules.contains_key(&(room.to_owned(), module.to_vec()));
    let mut module = from.to_vec();
    let mut rest = path;
    match path.first().map(String::as_str)? {
        "crate" => {
            module.clear();
            rest = &rest[1..];
        }
        "self" | "super" => {
            while let Some(word) = rest
                .first()
                .filter(|word| *word == "super" || *word == "self")
            {
                if word == "super" {
                    module.pop();
                }
                rest = &rest[1..];
            }
        }
        _ => {}
    }
    for segment in rest {
        module.push(segment.clone());
        if !exists(&module) {
            module.pop();
            break;
        }
    }
    (exists(&module) && module != from).then_some(module)
}

/// The imports between the JavaScript files below these folders, by relative specifier.
///
/// # Errors
/// Where the files cannot be listed or read.
pub fn javascript(folders: &[&str]) -> Result<Imports> {
    let mut imports = Imports::new();
    for path in workspace::files(&["js", "mjs"])? {
        if !folders.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let text = fs::read_to_string(workspace::root().join(&path))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let imported = specifiers(&text).filter(|name| name.starts_with('.'));
        let imported = imported.map(|name| normal(&folder.join(name)));
        imports.entry(path.clone()).or_default().extend(imported);
    }
    Ok(imports)
}

/// What a JavaScript file imports; types alone, in comments, are no imports.
pub fn specifiers(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with('*') && !line.starts_with("/*") && !line.starts_with("//")
    });
    code.filter_map(|line| {
        let after = line
            .rsplit_once(" from ")
            .or_else(|| line.split_once("import "))?
            .1;
        let quote = after
            .trim_start()
            .chars()
            .next()
            .filter(|first| "'\"".contains(*first))?;
        after.trim_start()[1..].split(quote).next()
    })
}

/// The path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

/// Groups of files each of which reaches every other by imports.
pub fn circles(imports: &Imports) -> Vec<Vec<PathBuf>> {
    let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = imports
        .keys()
        .map(|file| (file, reach(imports, file)))
        .collect();
    let mut circles: Vec<Vec<PathBuf>> = Vec::new();
    for (file, others) in &reached {
        if !others.contains(*file) || circles.iter().any(|circle| circle.contains(file)) {
            continue;
        }
        let circle = others.iter().filter(|other| {
            reached
                .get(**other)
                .is_some_and(|back| back.contains(*file))
        });
        circles.push(circle.map(|other| (*other).clone()).collect());
    }
    circles
}

fn reach<'a>(imports: &'a Imports, from: &PathBuf) -> BTreeSet<&'a PathBuf> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&PathBuf> = imports.get(from).into_iter().flatten().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(imports.get(file).into_iter().flatten());
        }
    }
    reached
}
