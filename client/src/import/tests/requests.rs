//! curl, files of HTTP requests, and their environments.

use expect_test::expect;

use super::check;
use crate::import::import;
use crate::workspace::SavedBody;

#[test]
fn a_curl_command_becomes_a_request() {
    check(
        "orders.sh",
        "curl -X PUT 'https://api.example/orders/1?api_key=hunter2' \\\n  -H 'Accept: application/json' \\\n  -H 'Authorization: Bearer eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln' \\\n  -d '{\"amount\": 10}' -H 'Content-Type: application/json'\n",
        expect![[r#"
            a curl command
            +   1  api_key of orders is a secret; its value is not written
            -   1  the token in the Authorization header is left out: the connection gets its own
            +   1  request PUT /orders/1
            secret ORDERS_API_KEY or orders/api_key: there
            # orders

            [[request]]
            name = "PUT /orders/1"
            method = "PUT"
            url = "https://api.example/orders/1"
            headers = { Accept = "application/json", Content-Type = "application/json" }
            query = { api_key = { env = "ORDERS_API_KEY" } }
            body = { json = '{"amount": 10}' }
        "#]],
    );
}

#[test]
fn a_token_request_becomes_the_connection_of_the_requests_behind_it() {
    check(
        "",
        "curl -u orders-cli:hunter2 https://sts.example/connect/token -d grant_type=client_credentials -d 'scope=orders.read'\n\ncurl https://api.example/orders -H \"Authorization: Bearer $TOKEN\"\n",
        expect![[r#"
            a curl command
            +   1  client_secret of sts.example is a secret; its value is not written
            +   1  OAuth 2 with the grant client_credentials
            -   3  the token in the Authorization header is left out: the connection gets its own
            +   3  request GET /orders
            secret STS_EXAMPLE_CLIENT_SECRET or sts.example/client_secret: there
            # sts.example
            token_endpoint = "https://sts.example/connect/token"
            client_id = "orders-cli"
            client_secret = { env = "STS_EXAMPLE_CLIENT_SECRET" }
            client_auth = "client_secret_basic"
            grant = "client_credentials"
            scope = ["orders.read"]

            [[request]]
            name = "GET /orders"
            method = "GET"
            url = "https://api.example/orders"
        "#]],
    );
}

#[test]
fn a_file_of_vs_codes_rest_client_is_read() {
    check(
        "shop.http",
        "@host = https://api.example\n@api_key = hunter2\n\n### List\n# @name list\nGET {{host}}/orders\n    ?top=10\n    &skip=5 HTTP/1.1\nAuthorization: {{$oidcAccessToken clientId:orders-cli authorizeEndpoint:https://sts.example/connect/authorize tokenEndpoint:https://sts.example/connect/token scopes:openid,orders.read audience:orders}}\n\n###\n# create\nPOST {{host}}/orders\nContent-Type: application/json\nX-Api-Key: {{api_key}}\n\n{\n  \"amount\": 10\n}\n\n###\nGET {{host}}/{{$guid}}\n\n###\nnonsense here\n",
        expect![[r#"
            a file of HTTP requests
            -   2  the variable api_key of shared is a secret, and is left out
            +   6  the endpoints are taken to be those of the issuer https://sts.example, whose metadata names them: `claimscope discover` shows whether it does
            +   6  OAuth 2 with the grant authorization_code
            +   6  request list
            +  13  X-Api-Key of shop is a secret; its value is not written
            +  13  request POST /orders
            -  22  the request GET /{{$guid}} is left out: {{ begins a variable, and no name with }} behind it follows
            -  25  this is no request line, and its request is left out
            [shared]
            host = "https://api.example"
            secret SHOP_X_API_KEY or shop/X-Api-Key: there
            # shop
            issuer = "https://sts.example"
            client_id = "orders-cli"
            grant = "authorization_code"
            scope = ["openid", "orders.read"]

            [parameters]
            audience = "orders"

            [expect]
            audience = ["orders"]

            [[request]]
            name = "list"
            method = "GET"
            url = "{{host}}/orders?top=10&skip=5"

            [[request]]
            name = "POST /orders"
            method = "POST"
            url = "{{host}}/orders"
            headers = { Content-Type = "application/json", X-Api-Key = { env = "SHOP_X_API_KEY" } }
            body = { json = """
            {
              "amount": 10
            }""" }
        "#]],
    );
}

#[test]
fn a_file_of_jetbrains_is_read() {
    check(
        "shop.http",
        "### Get a token\nPOST https://sts.example/connect/token\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials\n&client_id=orders-cli\n&client_secret=hunter2\n&scope=orders.read\n\n> {% client.global.set(\"t\", response.body.access_token) %}\n\n### Send a file\nPOST https://api.example/upload\nAuthorization: Bearer {{$auth.token(\"orders\")}}\nContent-Type: application/octet-stream\n\n< ./data.bin\n",
        expect![[r#"
            a file of HTTP requests
            +   2  client_secret of shop is a secret; its value is not written
            +   2  OAuth 2 with the grant client_credentials
            -  10  what is done with the answer is left out
            -  13  the token is left out: the connection gets its own
            -  13  the file ./data.bin of the body is looked for from the workspace's folder
            +  13  request Send a file
            secret SHOP_CLIENT_SECRET or shop/client_secret: there
            # shop
            token_endpoint = "https://sts.example/connect/token"
            client_id = "orders-cli"
            client_secret = { env = "SHOP_CLIENT_SECRET" }
            client_auth = "client_secret_post"
            grant = "client_credentials"
            scope = ["orders.read"]

            [[request]]
            name = "Send a file"
            method = "POST"
            url = "https://api.example/upload"
            headers = { Content-Type = "application/octet-stream" }
            body = { file = "./data.bin" }
        "#]],
    );
}

#[test]
fn environments_of_jetbrains_have_variables_and_oauth() {
    check(
        "http-client.env.json",
        r#"{
  "dev": {
    "host": "http://localhost:6001",
    "port": 6001,
    "Security": {
      "Auth": {
        "orders": {
          "Type": "OAuth2",
          "Grant Type": "Authorization Code",
          "Auth URL": "http://localhost:5001/connect/authorize",
          "Token URL": "http://localhost:5001/connect/token",
          "Redirect URL": "http://localhost:8080/callback",
          "Client ID": "orders-cli",
          "Client Secret": "hunter2",
          "Client Credentials": "in body",
          "Scope": "openid orders.read",
          "Custom Request Parameters": {"audience": {"Value": "orders", "Use": "In Token Request"}}
        },
        "mock": {"Type": "Mock", "Token": "x"}
      }
    }
  }
}"#,
        expect![[r#"
            environments of a file of HTTP requests
            +   2  environment dev
            +   7  the endpoints are taken to be those of the issuer http://localhost:5001, whose metadata names them: `claimscope discover` shows whether it does
            +   7  client_secret of orders is a secret; its value is not written
            +   7  OAuth 2 with the grant authorization_code
            -  19  authentication by Mock is left out
            [dev]
            host = "http://localhost:6001"
            port = "6001"
            secret ORDERS_CLIENT_SECRET or orders/client_secret: there
            # orders
            issuer = "http://localhost:5001"
            client_id = "orders-cli"
            client_secret = { env = "ORDERS_CLIENT_SECRET" }
            client_auth = "client_secret_post"
            grant = "authorization_code"
            redirect_uri = "http://localhost:8080/callback"
            scope = ["openid", "orders.read"]

            [parameters]
            audience = "orders"

            [expect]
            audience = ["orders"]
        "#]],
    );
}

#[test]
fn a_line_of_a_body_is_no_order_about_the_answer() {
    let text = "POST https://h.example/mail\nContent-Type: text/plain\n\nhello\n> quoted\n>>twice\n\n> {% client.log(1) %}\n\n###\nPOST https://h.example/file\n\n<@ ./body.json\n";
    let imported = import(Some("a.http"), text).unwrap();
    let (_, saved) = &imported.connections[0];
    let bodies: Vec<_> = saved.requests.iter().map(|one| one.body.clone()).collect();
    assert_eq!(
        bodies,
        [
            Some(SavedBody::Text("hello\n> quoted\n>>twice".to_owned())),
            Some(SavedBody::File("./body.json".to_owned())),
        ]
    );
}

#[test]
fn a_body_that_lacks_a_file_is_not_sent_without_it() {
    for (data, is_missed) in [
        ("-d @more.txt -d b=1", true),
        ("-d @-", true),
        ("--data-urlencode n@f.txt", true),
        ("-d @f.txt", false),
        ("-G -d b=1 -d @f.txt", false),
    ] {
        let imported = import(None, &format!("curl https://h.example/x {data}")).unwrap();
        let requests = &imported.connections[0].1.requests;
        assert_eq!(requests[0].lacks_body, is_missed, "{data}");
    }
}

#[test]
fn no_secret_of_a_body_or_of_an_api_key_by_any_name_is_kept_as_text() {
    let text = r#"curl https://h.example/login --json '{"user": "me", "password": "hunter2"}'"#;
    let imported = import(None, text).unwrap();
    let said = "the body is left out: password in it may be a secret, which no file holds; put a variable in its place";
    assert!(
        imported
            .findings
            .iter()
            .any(|one| one.text == said && !one.is_understood)
    );
    let saved = &imported.connections[0].1;
    assert!(saved.requests[0].lacks_body);
    assert!(saved.to_toml().contains("body_left_out = true"));
    let collection = r#"{
        "info": {"name": "shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "list", "request": {"method": "GET", "url": "https://h.example/orders", "auth": {
            "type": "apikey", "apikey": [{"key": "key", "value": "X-Key"}, {"key": "value", "value": "hunter2"}]
        }}}]
    }"#;
    let other = import(Some("shop.json"), collection).unwrap();
    assert_eq!(other.secrets.len(), 1);
    for imported in [imported, other] {
        let texts: Vec<_> = imported
            .connections
            .iter()
            .map(|(_, saved)| saved.to_toml())
            .collect();
        assert!(!texts.concat().contains("hunter2"), "{texts:?}");
    }
}

#[test]
fn what_is_not_understood_names_its_request_and_the_folders_that_it_lies_in() {
    let text = r#"{
        "info": {"name": "shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "Orders", "item": [
            {"name": "create", "request": {"method": "POST", "url": "https://h.example/orders", "body": {"mode": "raw", "raw": "{\"password\": \"hunter2\"}"}}},
            {"name": "import", "request": {"method": "POST", "url": "https://h.example/orders", "body": {"mode": "stream"}}},
            {"name": "log in (password: hunter2)", "request": {"method": "POST", "url": "https://h.example/pin", "body": {"mode": "file", "file": {"src": "/etc/passwd"}}}}
        ]}]
    }"#;
    let imported = import(Some("shop.json"), text).unwrap();
    let findings = imported.findings.iter();
    let said: Vec<_> = findings
        .filter(|one| !one.is_understood)
        .map(|one| one.said())
        .collect();
    for (said, wanted) in said.iter().zip([
        "request Orders / create: the body is left out: password",
        "request Orders / import: a body of the kind stream is left out",
        "request Orders / POST /pin: the file /etc/passwd of the body may lie outside",
    ]) {
        assert!(said.starts_with(wanted), "{said}");
    }
    assert_eq!(said.len(), 3, "{said:?}");
    let requests = &imported.connections[0].1.requests;
    let lack: Vec<_> = requests.iter().map(|one| one.lacks_body).collect();
    assert_eq!(lack, [true, true, false]);
}

#[test]
fn a_request_without_one_of_its_parts_is_marked_and_each_file_of_a_part_is_one() {
    let collection = |parts: &str| {
        format!(
            r#"{{"info": {{"name": "shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}},
            "item": [{{"name": "scan", "request": {{"method": "POST", "url": "https://h.example/scans", "body": {{"mode": "formdata", "formdata": [{parts}]}}}}}}]}}"#
        )
    };
    let of_http = |head: &str| {
        format!(
            "POST https://h.example/scans\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; name=\"note\"\n\nx\n--b\nContent-Disposition: form-data{head}\n\ny\n--b--\n"
        )
    };
    let note = r#"{"key": "note", "value": "x"}"#;
    for (file, text, parts, is_marked) in [
        (
            "a.json",
            collection(&format!(r#"{note}, {{"value": "y"}}"#)),
            1,
            true,
        ),
        (
            "a.json",
            collection(&format!(r#"{note}, {{"key": "", "value": ""}}"#)),
            1,
            false,
        ),
        (
            "a.json",
            collection(&format!(
                r#"{note}, {{"key": "scan", "type": "file", "src": ["a.png", "b.png"]}}"#
            )),
            3,
            false,
        ),
        ("a.http", of_http(""), 1, true),
        ("a.http", of_http("; name=\"other\""), 2, false),
    ] {
        let imported = import(Some(file), &text).unwrap();
        let request = &imported.connections[0].1.requests[0];
        let Some(SavedBody::Multipart(read)) = &request.body else {
            panic!("{text}: {request:?}");
        };
        assert_eq!(
            (read.len(), request.lacks_body),
            (parts, is_marked),
            "{text}"
        );
        let said = "a part of the body without a name is left out";
        let is_said = imported.findings.iter().any(|one| one.text == said);
        assert_eq!(is_said, is_marked, "{text}");
    }
}
