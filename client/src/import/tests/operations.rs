//! Operations of OpenAPI as requests.

use expect_test::expect;

use super::check;
use crate::import::import;

#[test]
fn operations_become_requests_those_that_need_authentication_first() {
    check(
        "openapi.yaml",
        r##"openapi: 3.1.0
info: {title: Shop}
servers:
  - url: https://api.example/v1/
security:
  - oauth: [orders.read]
paths:
  /health:
    get:
      operationId: health
      security: []
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true}
      - $ref: "#/components/parameters/page"
    get: {}
    put:
      operationId: change
      parameters:
        - {name: X-Trace, in: header, required: true}
        - {name: dry, in: query}
      requestBody:
        content:
          application/json:
            example: {n: 1, tags: [a]}
  /reset/{token}/{odd name}:
    post:
      security:
        - key: []
      requestBody:
        content:
          text/csv: {}
  /forms:
    post:
      requestBody:
        $ref: "#/components/requestBodies/form"
components:
  parameters:
    page: {name: page, in: query, required: true}
  requestBodies:
    form:
      content:
        application/x-www-form-urlencoded: {}
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://sts.example/connect/token
          scopes: {orders.read: Read}
    key:
      type: apiKey
      in: header
      name: X-Key
"##,
        expect![[r#"
            an OpenAPI description
            -   1  the variable X-Trace is used and defined nowhere here: it stands empty in environments.toml
            -   1  the variable client_id is used and defined nowhere here: it stands empty in environments.toml
            -   1  the variable id is used and defined nowhere here: it stands empty in environments.toml
            -   1  the variable odd_name is used and defined nowhere here: it stands empty in environments.toml
            -   1  the variable page is used and defined nowhere here: it stands empty in environments.toml
            -   1  the variable path_token_segment is used and defined nowhere here: it stands empty in environments.toml
            +  10  request health
            +  16  request GET /orders/{id}
            +  18  request change
            -  28  {token} of the path is the variable path_token_segment, as none may be called token
            -  28  {odd name} of the path is the variable odd_name, as none may be called odd name
            +  28  X-Key of shop is a secret whose value is not here
            +  28  request POST /reset/{token}/{odd name}
            -  31  the body is empty: it is to be of the kind text/csv
            +  35  request POST /forms
            +  49  client_secret of shop-client-credentials is a secret whose value is not here
            +  49  OAuth 2 with the grant client_credentials
            +  52  the security scheme key: operations that need it send a key as X-Key
            [shared]
            X-Trace = ""
            client_id = ""
            id = ""
            odd_name = ""
            page = ""
            path_token_segment = ""
            secret SHOP_CLIENT_CREDENTIALS_CLIENT_SECRET or shop-client-credentials/client_secret: absent
            secret SHOP_X_KEY or shop/X-Key: absent
            # shop-client-credentials
            token_endpoint = "https://sts.example/connect/token"
            client_id = "{{client_id}}"
            client_secret = { env = "SHOP_CLIENT_CREDENTIALS_CLIENT_SECRET" }
            grant = "client_credentials"
            scope = ["orders.read"]
            api_url = "https://api.example/v1/"

            [[request]]
            name = "GET /orders/{id}"
            method = "GET"
            url = "https://api.example/v1/orders/{{id}}"
            query = { page = "{{page}}" }

            [[request]]
            name = "change"
            method = "PUT"
            url = "https://api.example/v1/orders/{{id}}"
            headers = { X-Trace = "{{X-Trace}}" }
            query = { page = "{{page}}" }
            body = { json = """
            {
              "n": 1,
              "tags": [
                "a"
              ]
            }""" }

            [[request]]
            name = "POST /forms"
            method = "POST"
            url = "https://api.example/v1/forms"
            body = { form = {} }
            # shop

            [[request]]
            name = "POST /reset/{token}/{odd name}"
            method = "POST"
            url = "https://api.example/v1/reset/{{path_token_segment}}/{{odd_name}}"
            headers = { Content-Type = "text/csv", X-Key = { env = "SHOP_X_KEY" } }
            body_left_out = true

            [[request]]
            name = "health"
            method = "GET"
            url = "https://api.example/v1/health"
        "#]],
    );
}

#[test]
fn of_many_operations_the_first_hundred_become_requests() {
    let mut text =
        "openapi: 3.0.0\ninfo: {title: x}\nservers: [{url: 'https://h'}]\npaths:\n".to_owned();
    for number in 0..120 {
        text.push_str(&format!("  /o{number}:\n    get: {{}}\n"));
    }
    let imported = import(Some("x.yaml"), &text).unwrap();
    assert_eq!(imported.connections[0].1.requests.len(), 100);
    let said = "20 of 120 operations are left out: a connection takes 100 of them, those that need authentication first";
    assert!(imported.findings.iter().any(|finding| finding.text == said));
}

#[test]
fn an_operation_without_a_server_goes_to_a_variable() {
    let text = "openapi: 3.0.0\ninfo: {title: x}\npaths:\n  /a/{b}:\n    get: {}\n";
    let imported = import(Some("x.yaml"), text).unwrap();
    let request = &imported.connections[0].1.requests[0];
    assert_eq!(request.url.as_deref(), Some("{{api}}/a/{{b}}"));
}
