//! What is wrong with a workspace and the connection files in it: `workspace.*`.

use claimscope_core::code::OWN;

claimscope_core::codes! {
    FORMAT = "workspace.format", OWN,
        "A file of the workspace cannot be meant as it is written: it is no TOML, or a member is unknown, missing, or of another type.",
        "correct the line that the message names; docs/connections.md describes the format";
    VERSION = "workspace.version", OWN,
        "A connection file does not say its version, or says one that this program does not know.",
        "write `claimscope = 1` at its top, or use the program that wrote the file";
    SECRET = "workspace.secret-in-file", OWN,
        "A secret stands in a file of the workspace, which is made to be committed.",
        "name where the secret is in its place: { keychain = \"…\" }, { env = \"…\" }, { file = \"…\" } or { ask = true }; and change a secret that was committed";
    VARIABLE = "workspace.variable", OWN,
        "A variable is not defined in the environment that is used, or is defined by itself.",
        "define it in environments.toml, or name another environment with --env";
    NAME = "workspace.name", OWN,
        "The name of a connection, a request or an environment cannot be used: it is no file name on every system, or another differs by case alone.",
        "give it another name";
    ABSENT = "workspace.absent", OWN,
        "There is no such workspace, connection, environment or request.",
        "check the name; the message says which there are";
    SECRET_ABSENT = "workspace.secret-absent", OWN,
        "A secret is not where the connection says that it is.",
        "put it there, or name another place";
    CONFLICT = "workspace.conflict", OWN,
        "A file was changed elsewhere since it was read, so that it was not overwritten.",
        "read it anew, and make the change again";
    FILE = "workspace.file", OWN,
        "A file or folder of the workspace cannot be read or written.",
        "see to its rights, and to the space on its disk";
}
