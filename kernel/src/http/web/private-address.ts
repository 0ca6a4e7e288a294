import { BlockList, isIP } from 'node:net';

/** Networks that are not the public internet, by the IANA special-purpose address registries (RFC 6890 and its updates). */
const IPV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const IPV6: readonly [string, number][] = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const closed = new BlockList();
for (const [net, bits] of IPV4) closed.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of IPV6) closed.addSubnet(net, bits, 'ipv6');

/** Is this IP address one of this machine, a private network, a cloud's metadata service, or otherwise not public? Also inside IPv6. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 4) return closed.check(bare, 'ipv4');
  if (version !== 6) return true;
  const inner = embedded(bare);
  return closed.check(bare, 'ipv6') || (inner !== undefined && closed.check(inner, 'ipv4'));
}

/** The IPv4 address that an IPv6 one carries: mapped (`::ffff:`), compatible (`::`), NAT64 (`64:ff9b::`) or 6to4 (`2002:`). */
function embedded(address: string): string | undefined {
  const groups = expand(address);
  if (!groups) return undefined;
  const head = groups.slice(0, 6).join(':');
  const low: [number, number] = [groups[6] as number, groups[7] as number];
  if (groups[0] === 0x2002) return dotted([groups[1] as number, groups[2] as number]);
  const carries = ['0:0:0:0:0:65535', '0:0:0:0:0:0', '0:0:0:0:65535:0', `${0x64}:${0xff9b}:0:0:0:0`];
  return carries.includes(head) ? dotted(low) : undefined;
}

function dotted([high, low]: [number, number]): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function expand(address: string): number[] | undefined {
  const tail = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = tail
    ? address.slice(0, tail.index) +
      [tail.slice(1, 3), tail.slice(3, 5)].map(([a, b]) => (Number(a) * 256 + Number(b)).toString(16)).join(':')
    : address;
  const [left = '', right] = text.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [first, last] = [parse(left), parse(right ?? '')];
  const groups =
    right === undefined ? first : [...first, ...new Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last];
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}
