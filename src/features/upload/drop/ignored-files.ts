/** What file managers leave behind in folders. */
export function isLitter({ name }: { name: string }): boolean {
  return LITTER.has(name)
}

const LITTER = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])
