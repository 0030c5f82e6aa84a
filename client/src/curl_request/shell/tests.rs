//! Texts as people paste them, and the commands that they come to.

use super::*;

fn texts(text: &str) -> Vec<(usize, String)> {
    let all = commands(text).0.into_iter();
    all.map(|one| (one.line, one.text.trim().to_owned()))
        .collect()
}

#[test]
fn commands_are_parted_where_the_shell_parts_them() {
    for (text, parts) in [
        ("a && b", &["a", "b"][..]),
        ("a; b ;c", &["a", "b", "c"]),
        ("curl https://h/;v=1", &["curl https://h/;v=1"]),
        ("a ; curl b", &["a", "curl b"]),
        ("# curl a", &["# curl a"]),
        ("# curl -X DELETE a\ncurl b", &["curl b"]),
        ("curl a\n# curl b", &["curl a"]),
        ("a;curl b", &["a", "curl b"]),
        ("a || b | c", &["a", "b", "c"]),
        ("a 'x && y' \"z; $'\" ; b", &["a 'x && y' \"z; $'\"", "b"]),
        (
            "curl https://h?a=1&b=2 &\ncurl c",
            &["curl https://h?a=1&b=2", "curl c"],
        ),
        ("curl a --next -d x b", &["curl a", "curl -d x b"]),
        ("curl a -: b", &["curl a", "curl b"]),
        ("curl a\n  -H x\nb", &["curl a\n  -H x", "b"]),
        ("curl a \\ \n  b", &["curl a    b"]),
        (
            "curl a > out 2>/dev/null -s # said\nb",
            &["curl a   -s", "b"],
        ),
        ("curl -u <user>:<pass> a", &["curl -u <user>:<pass> a"]),
        ("T=$(curl a | jq -r .t)\nb", &["curl a", "jq -r .t", "b"]),
        ("export T=\"$(curl a)\"\nb", &["curl a", "b"]),
        (
            "curl -d @- a <<EOF\n{\"n\": 'x'}\nEOF\nb",
            &["curl -d '{\"n\": '\\''x'\\''}' a", "b"],
        ),
        (
            "curl -d \"x=$(date \"+%s\" (a))&y=1\" $(b) c",
            &["curl -d \"x={{$shell}}&y=1\" {{$shell}} c"],
        ),
        (
            "curl “a” –H ‘b c’ —data '“'",
            &["curl \"a\" -H 'b c' --data '“'"],
        ),
        (
            "curl -d “{“a”: \"b\"}”",
            &["curl -d \"{\\\"a\\\": \\\"b\\\"}\""],
        ),
        ("it's\ncurl a", &["it's", "curl a"]),
        ("curl a `\n>>   -s", &["curl a `\n  -s"]),
        ("curl a \\\n> -s", &["curl a  -s"]),
        (
            "curl -d \"{\"\"a\"\":\"\"b\"\"}\" \"\" b",
            &["curl -d \"{\\\"a\\\":\\\"b\\\"}\" \"\" b"],
        ),
        (
            "curl \"$BASE/$top?${ID}\" '$BASE'",
            &["curl \"{{BASE}}/$top?{{ID}}\" '$BASE'"],
        ),
        (
            "curl ^\"https://h?a=1^&b=2^\" & curl b",
            &["curl ^\"https://h?a=1^&b=2^\"", "curl b"],
        ),
    ] {
        let found: Vec<_> = texts(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, parts, "{text}");
    }
}

#[test]
fn each_command_knows_its_line() {
    let text = "# first\ncurl a \\\n  -H x\n\ncurl b && \\\n  curl c\n";
    let lines: Vec<_> = texts(text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [2, 5, 6]);
}
