//! Each option that people use: what becomes of it, and what is said of those that are left out.

use super::*;

fn read(text: &str) -> CurlRequest {
    CurlRequest::of(&CurlCommand::read(text).unwrap())
}

fn header<'a>(request: &'a CurlRequest, wanted: &str) -> Option<&'a str> {
    let mut headers = request.headers.iter();
    let (_, value) = headers.find(|(name, _)| name == wanted)?;
    Some(value)
}

fn is_text(request: &CurlRequest, wanted: &str) -> bool {
    request.body == CurlBody::Text(wanted.to_owned())
}

fn is_file(request: &CurlRequest, wanted: &str) -> bool {
    request.body == CurlBody::File(wanted.to_owned())
}

#[test]
fn a_user_becomes_basic_unless_something_speaks_against_it() {
    let request = read("curl -u me:it https://h");
    assert_eq!(header(&request, "Authorization"), Some("Basic bWU6aXQ="));
    assert!(request.notes.is_empty());
    let request = read("curl -u me https://h");
    assert_eq!(header(&request, "Authorization"), Some("Basic bWU6"));
    assert_eq!(request.notes.len(), 1);
    for text in [
        "curl -u me:it --digest https://h",
        "curl -u me:it https://h -H 'Authorization: Bearer t'",
    ] {
        let request = read(text);
        assert!(request.notes[0].contains("-u are left out"), "{text}");
        assert_ne!(header(&request, "Authorization"), Some("Basic bWU6aXQ="));
    }
}

#[test]
fn a_header_without_a_value_is_one() {
    let request = read("curl https://h -H 'X-A;' -H 'X-B: b'");
    assert_eq!(header(&request, "X-A"), Some(""));
    assert!(request.notes.is_empty());
}

#[test]
fn the_value_of_an_option_that_is_left_out_is_no_address() {
    for option in [
        "--proxy-header 'Proxy-Authorization: Basic S3CR'",
        "--pinnedpubkey sha256//x",
        "--aws-sigv4 aws:amz",
        "--unix-socket /run/x.sock",
        "--tls-max 1.3",
    ] {
        let request = read(&format!("curl {option} https://h/a"));
        assert_eq!(request.url, "https://h/a", "{option}");
    }
}

#[test]
fn data_goes_to_the_address_with_g() {
    for (text, url) in [
        ("curl -G https://h/a -d x=1 -d y=2", "https://h/a?x=1&y=2"),
        (
            "curl --get 'https://h/a?b=0#c' -d x=1",
            "https://h/a?b=0&x=1#c",
        ),
        (
            "curl -G https://h --data-urlencode 'q=a b&c'",
            "https://h?q=a%20b%26c",
        ),
        (
            "curl https://h --url-query 'q=a b' --url-query +r=1",
            "https://h?q=a%20b&r=1",
        ),
    ] {
        let request = read(text);
        assert_eq!((&*request.url, &*request.method), (url, "GET"), "{text}");
        assert!(request.body == CurlBody::None && request.notes.is_empty());
    }
}

#[test]
fn json_has_its_headers_and_its_pieces_stand_beside_each_other() {
    let request = read("curl --json '{\"a\":' --json '1}' https://h");
    assert!(is_text(&request, "{\"a\":1}"));
    assert_eq!(header(&request, "Content-Type"), Some("application/json"));
    assert_eq!(header(&request, "Accept"), Some("application/json"));
    let request = read("curl --json @new.json https://h -H 'content-type: application/x+json'");
    assert!(is_file(&request, "new.json"));
    assert_eq!(header(&request, "Content-Type"), None);
}

#[test]
fn a_file_is_the_whole_body_or_is_said_to_be_left_out() {
    let request = read("curl https://h -d @form.txt");
    assert!(is_file(&request, "form.txt"));
    assert_eq!(header(&request, "Content-Type"), Some(FORM));
    assert!(request.notes[0].contains("line ends"));
    let request = read("curl https://h --data-binary @a.bin -H 'Content-Type: image/png'");
    assert!(is_file(&request, "a.bin") && request.notes.is_empty());
    let request = read("curl https://h -d @more.txt -d b=1");
    assert!(is_text(&request, "b=1"));
    assert!(request.notes[0].contains("more.txt"));
    let request = read("curl https://h -d @-");
    assert!(request.body == CurlBody::None && request.notes[0].contains("standard input"));
    let request = read("curl https://h --data-raw @home");
    assert!(is_text(&request, "@home") && request.notes.is_empty());
    let request = read("curl -T a.bin https://h");
    assert!(is_file(&request, "a.bin") && request.method == "PUT");
    assert_eq!(header(&request, "Content-Type"), None);
}

#[test]
fn each_form_of_encoded_data_is_read() {
    for (option, body) in [("a b", "a%20b"), ("=a=b", "a%3Db"), ("n=a&b", "n=a%26b")] {
        let request = read(&format!("curl https://h --data-urlencode '{option}'"));
        assert!(is_text(&request, body), "{option}");
    }
    for option in ["@f.txt", "n@f.txt"] {
        let request = read(&format!("curl https://h --data-urlencode '{option}'"));
        assert!(request.notes[0].contains("f.txt"), "{option}");
    }
}

#[test]
fn the_parts_of_a_form_are_texts_and_files() {
    let request = read(
        "curl https://h -F n=1 -F 'doc=@a.pdf;type=application/pdf' -F 'm={\"a\":1};type=application/json' \
         -F 'pic=@\"b c.png\";filename=x.png' -F 't=<t.txt' --form-string 's=@s;type=x'",
    );
    assert_eq!(request.method, "POST");
    let CurlBody::Parts(parts) = &request.body else {
        panic!("no parts");
    };
    let parts: Vec<_> = parts
        .iter()
        .map(|part| {
            (
                &*part.name,
                &*part.value,
                part.is_file,
                part.media_type.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("n", "1", false, None),
        ("doc", "a.pdf", true, Some("application/pdf")),
        ("m", "{\"a\":1}", false, Some("application/json")),
        ("pic", "b c.png", true, None),
        ("t", "t.txt", true, None),
        ("s", "@s;type=x", false, None),
    ];
    assert_eq!(parts, expected);
    assert_eq!(request.notes.len(), 2, "{:?}", request.notes);
}

#[test]
fn proxy_authority_and_certificate_are_the_connections() {
    let request = read(
        "curl https://h -x me:it@proxy:3128 --cacert ca.pem --cert c.p12:hunter2 --cert-type P12 --key k.pem",
    );
    let network = &request.network;
    assert_eq!(network.proxy.as_deref(), Some("http://proxy:3128"));
    assert_eq!(network.ca_file.as_deref(), Some("ca.pem"));
    assert_eq!(network.cert_file.as_deref(), Some("c.p12"));
    assert_eq!(network.key_file.as_deref(), Some("k.pem"));
    assert_eq!(network.cert_password.as_deref(), Some("hunter2"));
    assert_eq!(
        request.notes,
        ["user name and password of the proxy are left out"]
    );
    let request = read(r"curl https://h -E 'C:\c.pem' --proxy socks5://h:1");
    assert_eq!(request.network.cert_file.as_deref(), Some(r"C:\c.pem"));
    assert!(request.network.proxy.is_none() && request.notes[0].contains("socks5"));
}

#[test]
fn what_is_not_taken_over_is_said_once_and_without_its_value() {
    let request =
        read("curl -ksSL https://h -k --proxy-user me:hunter2 -m 5 -b jar -H @headers.txt");
    let notes = request.notes.join("\n");
    for said in [
        "-k is refused",
        "-L is",
        "--proxy-user",
        "option -m",
        "cookies of -b",
        "what -H has",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    assert!(!notes.contains("hunter2"));
    assert_eq!(request.notes.len(), 6, "{notes}");
    assert!(
        read("curl -sSifg --compressed https://h -o /dev/null")
            .notes
            .is_empty()
    );
}

#[test]
fn an_address_without_a_scheme_is_http_as_curl_has_it() {
    for (command, url, is_said) in [
        (
            "curl localhost:5001/a?to=https://h",
            "http://localhost:5001/a?to=https://h",
            true,
        ),
        ("curl -G api.example -d a=1", "http://api.example?a=1", true),
        ("curl https://h/a", "https://h/a", false),
        ("curl {{api}}/a", "{{api}}/a", false),
    ] {
        let request = CurlRequest::first_of(command).unwrap();
        assert_eq!(request.url, url);
        let notes = request.notes.join(" ");
        assert_eq!(notes.contains("curl takes http"), is_said, "{notes}");
    }
}
