import { expect } from 'chai';
import { isSecretName } from '../../src/secrets/secret-names.ts';

describe('names of variables', () => {
  it('tell secrets from what only leads to them', () => {
    const secret =
      'GITHUB_TOKEN GH_TOKEN NPM_TOKEN NODE_AUTH_TOKEN AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN ACME_API_KEY ACMEAPIKEY CLIENT_SECRET ' +
      'PGPASSWORD MYSQL_PWD DB_PASSWORD GPG_PASSPHRASE DJANGO_SECRET_KEY SECRET_KEY_BASE AZURE_STORAGE_CONNECTION_STRING ADO_PAT ' +
      'NPM_CONFIG__AUTH npm_config_token SSH_PRIVATE_KEY TOKEN';
    for (const name of secret.split(' ')) expect(isSecretName(name), name).to.equal(true);
    const plain =
      'PATH PWD OLDPWD HOME SSH_AUTH_SOCK AWS_PROFILE AWS_REGION AWS_ACCESS_KEY_ID GOOGLE_APPLICATION_CREDENTIALS TOKEN_FILE DB_PASSWORD_FILE ' +
      'MAX_TOKENS GIT_ASKPASS SECRETARY KEYBOARD DATABASE_URL NODE_ENV AUTHOR GIT_AUTHOR_NAME';
    for (const name of plain.split(' ')) expect(isSecretName(name), name).to.equal(false);
  });
});
