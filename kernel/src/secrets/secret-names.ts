/** our own variables that no child needs */
export const OWN_SECRETS: ReadonlySet<string> = new Set(['OPENCODE_SERVER_PASSWORD', 'OPENCODE_AUTH', 'OPENCODE_API_KEY']);

/** How variables end that hold a secret of whatever program. What ends in `_FILE`, `_PATH`, `_URL` or `_ID` only leads to one. */
const ENDS =
  /(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIAL|APIKEY|API_KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|ENCRYPTION_KEY|SIGNING_KEY|MASTER_KEY|ACCOUNT_KEY|SECRET_KEY_BASE|CONNECTION_STRING|_PAT|_PWD|_AUTH)$/i;
/** Amazon's, where the word stands in the middle. */
const MIDDLE = /^AWS_.*SECRET/i;
/** Look like it and are none: the working directory before, programs that ask, sockets. */
const HARMLESS = /^(?:OLD_?PWD|XDG_ACTIVATION_TOKEN|DESKTOP_STARTUP_TOKEN)$/i;

/** True for a variable that holds a secret, going by its name. */
export function isSecretName(name: string): boolean {
  return (ENDS.test(name) || MIDDLE.test(name)) && !HARMLESS.test(name);
}
