//! Postman and Insomnia.

use expect_test::expect;

use super::check;

const POSTMAN: &str = r#"{
	"info": {
		"name": "Shop API",
		"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
	},
	"auth": {
		"type": "oauth2",
		"oauth2": [
			{"key": "grant_type", "value": "authorization_code_with_pkce", "type": "string"},
			{"key": "authUrl", "value": "{{sts}}/connect/authorize"},
			{"key": "accessTokenUrl", "value": "{{sts}}/connect/token"},
			{"key": "clientId", "value": "orders-cli"},
			{"key": "clientSecret", "value": "{{client_secret}}"},
			{"key": "redirect_uri", "value": "https://oauth.pstmn.io/v1/callback"},
			{"key": "scope", "value": "openid orders.read"},
			{"key": "client_authentication", "value": "header"},
			{"key": "tokenRequestParams", "value": [{"key": "resource", "value": "https://api.example", "enabled": true, "send_as": "request_body"}]}
		]
	},
	"item": [
		{
			"name": "Orders",
			"item": [
				{
					"name": "list",
					"request": {
						"method": "GET",
						"header": [{"key": "Accept", "value": "application/json"}, {"key": "X-Off", "value": "1", "disabled": true}],
						"url": {"raw": "{{base}}/orders?top=10", "host": ["{{base}}"], "path": ["orders"]}
					}
				},
				{
					"name": "list",
					"event": [{"listen": "test", "script": {"exec": []}}],
					"request": {
						"method": "POST",
						"body": {"mode": "raw", "raw": "{\"n\": 1}", "options": {"raw": {"language": "json"}}},
						"url": "{{base}}/orders"
					}
				},
				{
					"name": "upload",
					"request": {"method": "POST", "body": {"mode": "formdata", "formdata": [
						{"key": "note", "value": "x", "type": "text", "contentType": "text/plain"},
						{"key": "scan", "type": "file", "src": ["a.png", "b.png"]},
						{"key": "old", "value": "y", "disabled": true}
					]}, "url": "{{base}}/scans"}
				},
				{
					"name": "parts",
					"request": {"method": "GET", "url": {"protocol": "https", "host": ["api", "example"], "port": "8443", "path": ["v1", "x"], "query": [{"key": "a", "value": "1"}]}}
				},
				{
					"name": "odd",
					"request": {"method": "POST", "url": "{{base}}/{{$guid}}"}
				},
				{
					"name": "one",
					"request": {"method": "POST", "body": {"mode": "graphql", "graphql": {"query": "{ orders }", "variables": "{\"n\": 1}"}},
						"url": {"raw": "{{base}}/orders/:id/:part?x=:id", "query": [{"key": "y", "value": "1", "disabled": true}],
							"variable": [{"key": "id", "value": "42"}, {"key": "part", "value": ""}]}}
				}
			]
		},
		{
			"name": "machine",
			"request": {
				"auth": {"type": "oauth2", "oauth2": [
					{"key": "grant_type", "value": "client_credentials"},
					{"key": "accessTokenUrl", "value": "https://sts.example/connect/token"},
					{"key": "clientId", "value": "robot"},
					{"key": "clientSecret", "value": "hunter2"},
					{"key": "client_authentication", "value": "body"}
				]},
				"method": "GET",
				"url": "{{base}}/jobs"
			}
		},
		{
			"name": "with a key",
			"request": {
				"auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Api-Key"}, {"key": "value", "value": "hunter2"}]},
				"method": "GET",
				"url": "{{base}}/health"
			}
		}
	],
	"variable": [
		{"key": "sts", "value": "https://sts.example"},
		{"key": "client_secret", "value": "hunter2"}
	]
}"#;

#[test]
fn a_postman_collection_becomes_a_connection_for_each_way_of_authenticating() {
    check(
        "Shop.postman_collection.json",
        POSTMAN,
        expect![[r#"
            a Postman collection
            -   1  the variable base is used and defined nowhere here: it stands empty in environments.toml
            +   8  the endpoints are taken to be those of the issuer {{sts}}, whose metadata names them: `claimscope discover` shows whether it does
            -   8  nobody can listen at https://oauth.pstmn.io/v1/callback here: the address that the browser ends on is pasted, or another redirect URI is registered
            +   8  client_secret of shop-api is a secret; its value is not written
            +   8  OAuth 2 with the grant authorization_code
            +  26  folders stand before the names of their requests
            +  26  request Orders / list
            -  34  scripts are left out
            +  35  request Orders / list (2)
            -  43  the file a.png of the body is looked for from the workspace's folder
            -  43  the file b.png of the body is looked for from the workspace's folder
            +  43  request Orders / upload
            +  51  request Orders / parts
            -  55  the request Orders / odd is left out: {{ begins a variable, and no name with }} behind it follows
            +  59  request Orders / one
            -  61  :part of the path has no value: put one in its place
            +  67  request machine
            +  68  client_secret of shop-api-2 is a secret; its value is not written
            +  68  OAuth 2 with the grant client_credentials
            +  81  X-Api-Key of shop-api-3 is a secret; its value is not written
            +  81  request with a key
            -  90  the variable client_secret of shared is a secret, and is left out
            [shared]
            base = ""
            sts = "https://sts.example"
            secret SHOP_API_CLIENT_SECRET or shop-api/client_secret: there
            secret SHOP_API_2_CLIENT_SECRET or shop-api-2/client_secret: there
            secret SHOP_API_3_X_API_KEY or shop-api-3/X-Api-Key: there
            # shop-api
            issuer = "{{sts}}"
            client_id = "orders-cli"
            client_secret = { env = "SHOP_API_CLIENT_SECRET" }
            client_auth = "client_secret_basic"
            grant = "authorization_code"
            redirect_uri = "https://oauth.pstmn.io/v1/callback"
            paste = true
            scope = ["openid", "orders.read"]
            resource = "https://api.example"

            [[request]]
            name = "Orders / list"
            method = "GET"
            url = "{{base}}/orders?top=10"
            headers = { Accept = "application/json", X-Off = { text = "1", off = true } }

            [[request]]
            name = "Orders / list (2)"
            method = "POST"
            url = "{{base}}/orders"
            body = { json = '{"n": 1}' }

            [[request]]
            name = "Orders / upload"
            method = "POST"
            url = "{{base}}/scans"
            body = { multipart = { note = { text = "x", type = "text/plain" }, scan = [{ upload = "a.png" }, { upload = "b.png" }], old = { text = "y", off = true } } }

            [[request]]
            name = "Orders / parts"
            method = "GET"
            url = "https://api.example:8443/v1/x?a=1"

            [[request]]
            name = "Orders / one"
            method = "POST"
            url = "{{base}}/orders/42/:part?x=:id"
            query = { y = { text = "1", off = true } }
            body = { json = """
            {
              "query": "{ orders }",
              "variables": {
                "n": 1
              }
            }""" }
            # shop-api-2
            token_endpoint = "https://sts.example/connect/token"
            client_id = "robot"
            client_secret = { env = "SHOP_API_2_CLIENT_SECRET" }
            client_auth = "client_secret_post"
            grant = "client_credentials"

            [[request]]
            name = "machine"
            method = "GET"
            url = "{{base}}/jobs"
            # shop-api-3

            [[request]]
            name = "with a key"
            method = "GET"
            url = "{{base}}/health"
            headers = { X-Api-Key = { env = "SHOP_API_3_X_API_KEY" } }
        "#]],
    );
}

#[test]
fn a_postman_environment_gives_variables() {
    check(
        "Staging.postman_environment.json",
        r#"{"id": "1", "name": "staging", "values": [
  {"key": "base", "value": "https://api.staging.example", "enabled": true, "type": "default"},
  {"key": "client_secret", "value": "hunter2", "enabled": true, "type": "secret"},
  {"key": "old", "value": "x", "enabled": false}
], "_postman_variable_scope": "environment"}"#,
        expect![[r#"
            a Postman environment
            +   1  environment staging
            -   3  the variable client_secret is a secret, and is left out
            -   4  the variable old is switched off, and is left out
            [staging]
            base = "https://api.staging.example"
        "#]],
    );
}

#[test]
fn insomnias_version_5_is_read() {
    check(
        "insomnia.yaml",
        r#"type: collection.insomnia.rest/5.0
name: Shop
meta:
  id: wrk_1
collection:
  - name: Orders
    authentication:
      type: oauth2
      grantType: client_credentials
      accessTokenUrl: "{{ _.sts }}/connect/token"
      clientId: orders-cli
      clientSecret: hunter2
      scope: orders.read
      audience: orders
      credentialsInBody: true
    children:
      - url: "{{ _.base }}/orders"
        name: list
        method: GET
        parameters:
          - name: top
            value: "10"
          - name: off
            value: x
            disabled: true
      - url: "{{ _.base }}/orders"
        name: create
        method: POST
        body:
          mimeType: application/json
          text: |-
            {"n": 1}
        headers:
          - name: Content-Type
            value: application/json
  - name: live
    url: wss://api.example/live
environments:
  name: Base
  data:
    base: https://api.example
    list: [1]
  subEnvironments:
    - name: dev
      data:
        base: http://localhost:6001
        sts: http://localhost:5001
"#,
        expect![[r#"
            an Insomnia export
            +   8  client_secret of shop is a secret; its value is not written
            +   8  OAuth 2 with the grant client_credentials
            +  17  folders stand before the names of their requests
            +  17  request Orders / list
            +  26  request Orders / create
            -  36  live is no HTTP request, and is left out
            +  41  environment shared
            -  42  the variable list is no text, and is left out
            +  46  environment dev
            [shared]
            base = "https://api.example"
            [dev]
            base = "http://localhost:6001"
            sts = "http://localhost:5001"
            secret SHOP_CLIENT_SECRET or shop/client_secret: there
            # shop
            token_endpoint = "{{sts}}/connect/token"
            client_id = "orders-cli"
            client_secret = { env = "SHOP_CLIENT_SECRET" }
            client_auth = "client_secret_post"
            grant = "client_credentials"
            scope = ["orders.read"]

            [parameters]
            audience = "orders"

            [expect]
            audience = ["orders"]

            [[request]]
            name = "Orders / list"
            method = "GET"
            url = "{{base}}/orders"
            query = { top = "10", off = { text = "x", off = true } }

            [[request]]
            name = "Orders / create"
            method = "POST"
            url = "{{base}}/orders"
            headers = { Content-Type = "application/json" }
            body = { json = '{"n": 1}' }
        "#]],
    );
}

#[test]
fn insomnias_version_4_is_read() {
    check(
        "insomnia.json",
        r#"{"_type": "export", "__export_format": 4, "resources": [
  {"_id": "wrk_1", "_type": "workspace", "name": "Shop"},
  {"_id": "env_1", "_type": "environment", "parentId": "wrk_1", "name": "Base", "data": {"base": "https://api.example"}},
  {"_id": "req_1", "_type": "request", "name": "list", "method": "GET", "url": "{{ base }}/orders",
   "authentication": {"type": "oauth2", "grantType": "password", "accessTokenUrl": "https://sts.example/connect/token",
     "clientId": "a", "username": "alice", "password": "hunter2"}}
]}"#,
        expect![[r#"
            an Insomnia export
            +   3  environment shared
            +   4  request list
            +   5  password of shop is a secret; its value is not written
            +   5  OAuth 2 with the grant password
            [shared]
            base = "https://api.example"
            secret SHOP_PASSWORD or shop/password: there
            # shop
            token_endpoint = "https://sts.example/connect/token"
            client_id = "a"
            grant = "password"
            username = "alice"
            password = { env = "SHOP_PASSWORD" }

            [[request]]
            name = "list"
            method = "GET"
            url = "{{base}}/orders"
        "#]],
    );
}

#[test]
fn comments_in_json_are_left_out_as_postman_does_and_said() {
    check(
        "",
        r#"{
	"info": {"name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
	"item": [{
		"name": "create",
		"request": {
			"method": "POST",
			"body": {"mode": "raw", "raw": "{\n  // password: hunter2\n  \"n\": {{n}} // how many\n}", "options": {"raw": {"language": "json"}}},
			"url": "https://api.example/orders"
		}
	}]
}"#,
        expect![[r#"
            a Postman collection
            -   1  the variable n is used and defined nowhere here: it stands empty in environments.toml
            +   5  request create
            -   7  comments in the JSON of the body are left out: they are not sent
            [shared]
            n = ""
            # shop

            [[request]]
            name = "create"
            method = "POST"
            url = "https://api.example/orders"
            body = { json = """
            {
              "n": {{n}}
            }""" }
        "#]],
    );
}

#[test]
fn a_text_goes_as_what_postman_sends_it_as() {
    let item = |language: &str, text: &str| {
        format!(
            r#"{{"name": "{language}", "request": {{"method": "POST", "url": "https://a.example/", "body":
                {{"mode": "raw", "raw": "{text}", "options": {{"raw": {{"language": "{language}"}}}}}}}}}}"#
        )
    };
    let items = [
        item("text", "[1]"),
        item("xml", "<a/>"),
        item("json", "[1]"),
    ]
    .join(",");
    let text = format!(r#"{{"info": {{"name": "shop", "schema": "v2.1.0"}}, "item": [{items}]}}"#);
    let imported = crate::import::import(Some("shop.json"), &text).unwrap();
    let saved = &imported.connections[0].1;
    let sent = |name: &str| {
        let read = &|_: &_| panic!("there is no secret");
        let request = saved.request(name).unwrap();
        let request = request.http_request(saved, std::path::Path::new("."), read);
        let request = request.unwrap();
        let media_type = request.header_value("content-type").unwrap_or_default();
        media_type.to_owned()
    };
    assert_eq!(sent("text"), "text/plain; charset=utf-8");
    assert_eq!(sent("xml"), "application/xml");
    assert_eq!(sent("json"), "application/json");
}
