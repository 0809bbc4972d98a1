// A place's colour, the same as in the window (ui/theme/tokens.cpp): FNV-1a of the container's name. The host is grey.
const kIdentities = 12; // --identity-0 … in style.css

export function identityColor(place: string): string {
  if (place === 'host' || place === '')
    return 'var(--dim)';
  const name = place.split(' · ')[0] ?? place;
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(name))
    hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return `var(--identity-${((hash ^ (hash >>> 16)) >>> 0) % kIdentities})`;
}
