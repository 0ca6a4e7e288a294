import { READERS } from './readers.ts';

/** Programs that run their words somewhere else, or by means of their own: what stands in them counts for rules that ask or deny. */
export const RUNNERS: ReadonlySet<string> = new Set(
  'ssh autossh mosh docker podman nerdctl kubectl oc lxc lxc-attach incus vagrant machinectl distrobox toolbox multipass orb limactl gcloud fly heroku salt ansible pdsh expect at batch dsh rsh rlogin wsl adb'.split(
    ' ',
  ),
);

/** Well-known programs that run none of the words given to them; readers are none of these either. */
export const PLAIN = new Set(
  `git npm pnpm yarn bun cargo go gh apt apt-get dnf yum brew pip pip3 gem composer dotnet mvn gradle rm mv cp touch mkdir rmdir chmod chown ln install
  tsc node python python3 ruby perl php curl wget eslint prettier biome jest vitest mocha pytest export declare typeset local readonly unset alias
  kill killall pkill sleep wait return exit break continue shift cd pushd popd tee sed awk gawk jq yq rg tar zip unzip gzip gunzip read printf set`.split(
    /\s+/,
  ),
);

/** Whether nobody knows that a program does not hand its words to a shell. */
export function mayRunWords(name: string): boolean {
  return !PLAIN.has(name) && !READERS.has(name);
}
