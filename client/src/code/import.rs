//! What is wrong with what is to be imported: `import.*`.

use claimscope_core::code::OWN;

claimscope_core::codes! {
    FORMAT = "import.format", OWN,
        "What is to be imported is in no format that is known, is malformed, or has nothing that a connection could be made of.",
        "give a curl command, a file of Postman, Bruno, Insomnia or OpenAPI 3, an .http file, or IdentityServer4's configuration; the message names the line";
}
