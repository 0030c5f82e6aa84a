//! Which addresses are anybody's on the internet, and not of this machine or of the network around it
//! ([RFC 6890](https://www.rfc-editor.org/rfc/rfc6890)).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is for no special use.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match (a, b, c) {
        (0 | 10 | 127 | 240..=255, _, _) => true,
        // Shared by providers (RFC 6598), of tests (RFC 2544), and of protocols (RFC 6890 §2.1).
        (100, 64..=127, _) | (198, 18 | 19, _) | (192, 0, 0) => true,
        (192, 88, 99) => true,
        _ => {
            address.is_private()
                || address.is_link_local()
                || address.is_multicast()
                || address.is_documentation()
        }
    };
    !is_special
}

/// Global unicast, without what stands for an address of IPv4 or leads to one through a translator or a tunnel.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_global = (0x2000..0x4000).contains(&a);
    let is_special = match (a, b) {
        // Teredo, benchmarks, ORCHID, documentation (RFC 3849, RFC 9637), 6to4.
        (0x2001, 0x0000..=0x01ff | 0x0db8) | (0x2002, _) => true,
        (0x3fff, 0x0000..=0x0fff) => true,
        _ => false,
    };
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_special_use_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:93.184.216.34",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for address in [
            "1.1.1.1",
            "93.184.216.34",
            "100.128.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
