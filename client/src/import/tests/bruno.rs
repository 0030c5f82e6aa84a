//! Bruno, in both of its forms.

use expect_test::expect;

use super::check;

#[test]
fn a_request_in_brunos_language_is_read() {
    check(
        "list.bru",
        r#"meta {
  name: List orders
  type: http
  seq: 1
}

post {
  url: {{base}}/orders?top=10
  body: json
  auth: oauth2
}

params:query {
  top: 10
  ~skip: 5
}

headers {
  Accept: application/json
  ~X-Off: 1
}

auth:oauth2 {
  grant_type: authorization_code
  callback_url: http://127.0.0.1:8400/callback
  authorization_url: {{sts}}/connect/authorize
  access_token_url: {{sts}}/connect/token
  client_id: orders-cli
  client_secret: {{process.env.ORDERS_SECRET}}
  scope: openid orders.read
  pkce: true
  credentials_placement: basic_auth_header
}

auth:oauth2:additional_params:access_token_req:body {
  audience: orders
}

body:json {
  {
    "n": 1
  }
}

script:pre-request {
  bru.setVar("a", 1)
}

vars:pre-request {
  sts: https://sts.example
}
"#,
        expect![[r#"
            a file of Bruno
            -   1  the variable base is used and defined nowhere here: it stands empty in environments.toml
            +   7  request List orders
            +  23  the endpoints are taken to be those of the issuer {{sts}}, whose metadata names them: `claimscope discover` shows whether it does
            +  23  OAuth 2 with the grant authorization_code
            -  45  script:pre-request is left out
            [shared]
            base = ""
            sts = "https://sts.example"
            # list-orders
            issuer = "{{sts}}"
            client_id = "orders-cli"
            client_secret = { env = "ORDERS_SECRET" }
            client_auth = "client_secret_basic"
            grant = "authorization_code"
            redirect_uri = "http://127.0.0.1:8400/callback"
            scope = ["openid", "orders.read"]

            [parameters]
            audience = "orders"

            [expect]
            audience = ["orders"]

            [[request]]
            name = "List orders"
            method = "POST"
            url = "{{base}}/orders?top=10"
            headers = { Accept = "application/json", X-Off = { text = "1", off = true } }
            query = { skip = { text = "5", off = true } }
            body = { json = """
            {
              "n": 1
            }""" }
        "#]],
    );
}

#[test]
fn an_environment_in_brunos_language_is_read() {
    check(
        "staging.bru",
        "vars {\n  base: https://api.staging.example\n  ~off: x\n}\nvars:secret [\n  api_secret\n]\n",
        expect![[r#"
            a file of Bruno
            +   1  environment staging
            -   3  the variable off is switched off, and is left out
            -   6  the variable api_secret is a secret, and is left out
            [staging]
            base = "https://api.staging.example"
        "#]],
    );
}

#[test]
fn a_request_in_yaml_is_read() {
    check(
        "list.yml",
        r#"info:
  name: List orders
  type: http
http:
  method: GET
  url: https://api.example/orders
  headers:
    - name: Accept
      value: application/json
  body:
    type: form-urlencoded
    data:
      - name: password
        value: hunter2
      - name: n
        value: "1"
  auth:
    type: oauth2
    flow: resource_owner_password_credentials
    accessTokenUrl: https://sts.example/connect/token
    credentials:
      clientId: orders-cli
      clientSecret: hunter2
      placement: body
    resourceOwner:
      username: alice
      password: hunter2
    scope: orders.read
    additionalParameters:
      accessTokenRequest:
        - name: resource
          value: https://api.example
          placement: body
"#,
        expect![[r#"
            a collection of Bruno in YAML
            +   1  request List orders
            +  18  password of list-orders is a secret; its value is not written
            +  18  client_secret of list-orders is a secret; its value is not written
            +  18  OAuth 2 with the grant password
            secret LIST_ORDERS_PASSWORD or list-orders/password: there
            secret LIST_ORDERS_CLIENT_SECRET or list-orders/client_secret: there
            # list-orders
            token_endpoint = "https://sts.example/connect/token"
            client_id = "orders-cli"
            client_secret = { env = "LIST_ORDERS_CLIENT_SECRET" }
            client_auth = "client_secret_post"
            grant = "password"
            username = "alice"
            password = { env = "LIST_ORDERS_PASSWORD" }
            scope = ["orders.read"]
            resource = "https://api.example"

            [[request]]
            name = "List orders"
            method = "GET"
            url = "https://api.example/orders"
            headers = { Accept = "application/json" }
            body = { form = { password = { env = "LIST_ORDERS_PASSWORD" }, n = "1" } }
        "#]],
    );
}

#[test]
fn a_collection_in_yaml_is_read() {
    check(
        "opencollection.yml",
        r#"opencollection: "1.0.0"
info:
  name: Shop
config:
  environments:
    - name: dev
      variables:
        - name: base
          value: http://localhost:6001
        - name: key
          secret: true
request:
  auth:
    type: oauth2
    flow: client_credentials
    accessTokenUrl: http://localhost:5001/connect/token
    credentials:
      clientId: orders-cli
      clientSecret: hunter2
items:
  - info:
      name: list
      type: http
    http:
      method: GET
      url: "{{base}}/orders"
      auth: inherit
  - info:
      name: open
      type: http
    http:
      method: GET
      url: "{{base}}/health"
      auth:
        type: none
"#,
        expect![[r#"
            a collection of Bruno in YAML
            -  10  the variable key is a secret, and is left out
            +  14  client_secret of shop is a secret; its value is not written
            +  14  OAuth 2 with the grant client_credentials
            +  21  request list
            +  28  request open
            [dev]
            base = "http://localhost:6001"
            secret SHOP_CLIENT_SECRET or shop/client_secret: there
            # shop
            token_endpoint = "http://localhost:5001/connect/token"
            client_id = "orders-cli"
            client_secret = { env = "SHOP_CLIENT_SECRET" }
            grant = "client_credentials"

            [[request]]
            name = "list"
            method = "GET"
            url = "{{base}}/orders"
            # shop-2

            [[request]]
            name = "open"
            method = "GET"
            url = "{{base}}/health"
        "#]],
    );
}
