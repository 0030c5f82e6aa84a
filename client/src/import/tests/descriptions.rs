//! OpenAPI, and the configuration of IdentityServer4.

use expect_test::expect;

use super::check;

#[test]
fn openapis_security_schemes_become_connections() {
    check(
        "openapi.yaml",
        r#"openapi: 3.1.0
info:
  title: Shop API
servers:
  - url: https://api.example/v1
paths:
  /orders:
    get: {}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: https://sts.example/connect/authorize
          tokenUrl: https://sts.example/connect/token
          scopes:
            orders.read: Read
            orders.write: Write
        clientCredentials:
          tokenUrl: /connect/token
          scopes: {}
    open:
      type: openIdConnect
      openIdConnectUrl: https://sts.example/.well-known/openid-configuration
    key:
      type: apiKey
      in: header
      name: X-Api-Key
"#,
        expect![[r#"
            an OpenAPI description
            -   1  the variable client_id is used and defined nowhere here: it stands empty in environments.toml
            +   8  request GET /orders
            +  15  the endpoints are taken to be those of the issuer https://sts.example, whose metadata names them: `claimscope discover` shows whether it does
            +  15  OAuth 2 with the grant authorization_code
            -  21  the relative URL /connect/token is left out: nothing says what it is relative to
            +  21  client_secret of shop-api-client-credentials is a secret whose value is not here
            +  21  OAuth 2 with the grant client_credentials
            +  24  OAuth 2 with the grant authorization_code
            +  27  the security scheme key: operations that need it send a key as X-Api-Key
            [shared]
            client_id = ""
            secret SHOP_API_CLIENT_CREDENTIALS_CLIENT_SECRET or shop-api-client-credentials/client_secret: absent
            # shop-api-client-credentials
            client_id = "{{client_id}}"
            client_secret = { env = "SHOP_API_CLIENT_CREDENTIALS_CLIENT_SECRET" }
            grant = "client_credentials"
            api_url = "https://api.example/v1"
            # shop-api-authorization-code
            issuer = "https://sts.example"
            client_id = "{{client_id}}"
            grant = "authorization_code"
            scope = ["orders.read", "orders.write"]
            api_url = "https://api.example/v1"
            # shop-api-openid
            issuer = "https://sts.example"
            client_id = "{{client_id}}"
            grant = "authorization_code"
            scope = ["openid"]
            api_url = "https://api.example/v1"
            # shop-api

            [[request]]
            name = "GET /orders"
            method = "GET"
            url = "https://api.example/v1/orders"
        "#]],
    );
}

#[test]
fn clients_of_identityserver4_become_connections() {
    check(
        "appsettings.json",
        "\u{feff}{
  // as .NET reads it
  \"identityserver\": {
    \"Clients\": [
      {
        \"ClientId\": \"robot\",
        \"ClientSecrets\": [ { \"value\": \"K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=\" } ],
        \"AllowedGrantTypes\": [ \"client_credentials\" ],
        \"AllowedScopes\": [ \"openid\", \"api1\" ]
      },
      {
        \"clientId\": \"web\",
        \"RequireClientSecret\": false,
        \"AllowedGrantTypes\": [ \"authorization_code\", \"implicit\" ],
        \"RedirectUris\": [ \"http://127.0.0.1:8400/callback\" ],
        \"AllowedScopes\": [ \"openid\", \"api1\" ],
      },
      { \"ClientId\": \"old\", \"Enabled\": false }
    ]
  }
}",
        expect![[r#"
            a configuration of IdentityServer4
            -   1  the variable issuer is used and defined nowhere here: it stands empty in environments.toml
            +   5  client_secret of robot is a secret whose value is not here
            +   5  OAuth 2 with the grant client_credentials
            +  11  OAuth 2 with the grant authorization_code
            -  11  the grant implicit of the client web is not run here, and is left out
            -  18  the client old is not enabled, and is left out
            [shared]
            issuer = ""
            secret ROBOT_CLIENT_SECRET or robot/client_secret: absent
            # robot
            issuer = "{{issuer}}"
            client_id = "robot"
            client_secret = { env = "ROBOT_CLIENT_SECRET" }
            grant = "client_credentials"
            scope = ["api1"]
            # web-authorization-code
            issuer = "{{issuer}}"
            client_id = "web"
            grant = "authorization_code"
            redirect_uri = "http://127.0.0.1:8400/callback"
            scope = ["openid", "api1"]
        "#]],
    );
}

#[test]
fn references_within_openapi_are_followed_and_others_said() {
    check(
        "openapi.yaml",
        r##"openapi: 3.0.3
info: {title: Shop}
servers:
  - url: https://{host}/{version}
    variables:
      host: {default: api.example}
      version: {default: v2}
  - url: https://other.example
components:
  x-flows:
    machine:
      clientCredentials:
        tokenUrl: https://sts.example/connect/token
        scopes: {orders: read}
  securitySchemes:
    named:
      $ref: "#/components/securitySchemes/own~1one"
    own/one:
      type: oauth2
      flows:
        $ref: "#/components/x-flows/machine"
    remote:
      $ref: "https://other.example/schemes.yaml#/a"
    nothing:
      $ref: "#/components/securitySchemes/absent"
    circle:
      $ref: "#/components/securitySchemes/circle"
"##,
        expect![[r#"
            an OpenAPI description
            -   1  the variable client_id is used and defined nowhere here: it stands empty in environments.toml
            -   8  the servers behind the first are left out
            +  13  client_secret of shop-client-credentials is a secret whose value is not here
            +  13  OAuth 2 with the grant client_credentials
            -  23  the reference https://other.example/schemes.yaml#/a leads out of the document, and is not followed
            -  25  the reference #/components/securitySchemes/absent leads to nothing
            -  27  the references lead in a circle, and are left out
            [shared]
            client_id = ""
            secret SHOP_CLIENT_CREDENTIALS_CLIENT_SECRET or shop-client-credentials/client_secret: absent
            # shop-client-credentials
            token_endpoint = "https://sts.example/connect/token"
            client_id = "{{client_id}}"
            client_secret = { env = "SHOP_CLIENT_CREDENTIALS_CLIENT_SECRET" }
            grant = "client_credentials"
            scope = ["orders"]
            api_url = "https://api.example/v2"
        "#]],
    );
}
