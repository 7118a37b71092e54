/** Joins class names, leaving out whatever is not there. */
export function cx(...names: (string | false | undefined)[]): string {
  return names.filter((name) => name !== undefined && name !== false && name !== '').join(' ')
}
