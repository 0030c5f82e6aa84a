//! The clients that the playground has for each grant, as its quickstart knows them.

use crate::connection::ConnectionForm;
use crate::sensitive::Sensitive;

/// A client of the playground.
struct Client {
    /// The grant that it is for.
    grant: &'static str,
    id: &'static str,
    secret: &'static str,
    scope: &'static str,
}

const USERS_SCOPE: &str = "openid profile api1 offline_access";

const CLIENTS: [Client; 4] = [
    Client {
        grant: "client_credentials",
        id: "client",
        secret: "secret",
        scope: "api1",
    },
    Client {
        grant: "authorization_code",
        id: "interactive",
        secret: "secret",
        scope: USERS_SCOPE,
    },
    Client {
        grant: "device_code",
        id: "device",
        secret: "",
        scope: USERS_SCOPE,
    },
    Client {
        grant: "password",
        id: "ropg_client",
        secret: "secret",
        scope: USERS_SCOPE,
    },
];

/// Gives the playground's connection the client of its grant, where it has one and the person typed none of their own.
pub(crate) fn fit(connection: &mut ConnectionForm) {
    let mut clients = CLIENTS.iter();
    let is_ours = CLIENTS
        .iter()
        .any(|client| client.id == connection.client_id);
    let fitting = clients.find(|client| client.grant == connection.grant.name());
    if let Some(client) = fitting.filter(|client| is_ours && client.id != connection.client_id) {
        connection.client_id = client.id.to_owned();
        connection.client_secret = Sensitive::from(client.secret);
        connection.scope = client.scope.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use claimscope_server::Config;

    use super::*;
    use crate::grant::GrantChoice;

    #[test]
    fn each_client_is_the_quickstarts_for_its_grant() {
        let config = Config::quickstart();
        for client in &CLIENTS {
            let known = config
                .clients
                .iter()
                .find(|known| known.client_id == client.id);
            let known = known.unwrap();
            let grants = &known.allowed_grant_types;
            assert!(
                grants.iter().any(|grant| grant.ends_with(client.grant)),
                "{grants:?}"
            );
            assert_eq!(known.require_client_secret, !client.secret.is_empty());
            for scope in client
                .scope
                .split(' ')
                .filter(|scope| *scope != "offline_access")
            {
                assert!(
                    known.allowed_scopes.iter().any(|allowed| allowed == scope),
                    "{scope}"
                );
            }
        }
    }

    #[test]
    fn a_client_of_the_persons_own_stays() {
        let mut connection = ConnectionForm::playground();
        connection.grant = GrantChoice::of_name("device_code").unwrap();
        fit(&mut connection);
        assert_eq!(connection.client_id, "device");
        connection.client_id = "mine".to_owned();
        connection.grant = GrantChoice::default();
        fit(&mut connection);
        assert_eq!(connection.client_id, "mine");
    }
}
