//! PayPal ([Log in with PayPal](https://developer.paypal.com/docs/log-in-with-paypal/)).

use super::table::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["paypal.com"],
    endpoints: &["paypal.com", "paypalobjects.com"],
};
