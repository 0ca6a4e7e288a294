import { isSecretPath } from '@ock/kernel';
import { expect } from 'chai';

describe('isSecretPath', () => {
  const secret = [
    '/w/.env',
    '/w/a/.env.local',
    '/w/.ENV',
    '/w/prod.env',
    '/w/tls/server.pem',
    '/home/u/.ssh/id_rsa',
    '/home/u/.ssh/config',
    '/w/id_ed25519',
    '/home/u/.aws/credentials',
    '/home/u/.netrc',
    '/home/u/.config/gh/hosts.yml',
    '/home/u/.docker/config.json',
    '/home/u/.config/gcloud/application_default_credentials.json',
    '/w/secrets.yaml',
  ];
  const plain = [
    '/w/.env.example',
    '/w/src/env.ts',
    '/w/id_rsa.pub',
    '/w/config.json',
    '/w/ansible/hosts.yml',
    '/w/keyboard.ts',
    '/w/gcloud/main.py',
    '/w/docs/secrets.md',
    '/w',
  ];
  for (const path of secret) it(`suspects ${path}`, () => expect(isSecretPath(path)).to.equal(true));
  for (const path of plain) it(`leaves ${path} alone`, () => expect(isSecretPath(path)).to.equal(false));
});
