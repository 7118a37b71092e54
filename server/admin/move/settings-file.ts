import type { Env } from '#server/settings/read-setting.ts'

/**
 * Settings as systemd and containers read them from a file: a line `NAME=value` for each, with blanks, quotes and `export`
 * around it as it may come. Empty lines and those that begin with `#` say nothing.
 * @returns the number of the first line that is none of these, counted from 1; it is not repeated, since it may hold a secret
 */
export function parseSettings(text: string): { env: Env } | { wrongLine: number } {
  const env: Record<string, string> = {}
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/s.exec(line) ?? []
    if (name === undefined) return { wrongLine: index + 1 }
    const trimmed = value.trim()
    const [, , quoted] = /^(["'])(.*)\1$/s.exec(trimmed) ?? []
    env[name] = quoted ?? trimmed
  }
  return { env }
}
