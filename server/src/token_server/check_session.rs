//! `GET /connect/checksession`: a page for frames, which tells whether a session is still the one that a client knows
//! ([OpenID Connect Session Management §3.3](https://openid.net/specs/openid-connect-session-1_0.html#OPiframe)).

use crate::http::Answer;
use crate::pages;

/// A message is `client_id session_state`; the answer is `unchanged`, `changed` or `error`.
const SCRIPT: &str = r#"
const sid = () => (document.cookie.match(/(?:^|; )idsrv\.session=([0-9A-F]*)/) || ["", ""])[1];
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const judge = async (message, origin) => {
  const parts = typeof message === "string" ? message.split(" ") : [];
  const [hash, salt] = (parts[1] || "").split(".");
  if (parts.length !== 2 || !parts[0] || !hash || !salt) return "error";
  if (!sid()) return "changed";
  const text = new TextEncoder().encode(parts[0] + origin + sid() + salt);
  return base64url(await crypto.subtle.digest("SHA-256", text)) === hash ? "unchanged" : "changed";
};
addEventListener("message", async (event) => {
  if (event.source && event.source !== window) {
    event.source.postMessage(await judge(event.data, event.origin), event.origin);
  }
});
"#;

/// The page.
pub(super) fn page() -> Answer {
    pages::script_for_frames("Check session", SCRIPT).logged("the page that watches a session")
}
