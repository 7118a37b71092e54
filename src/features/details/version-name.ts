/**
 * What a version is called. Version ids are opaque: the embedded server counts 1, 2, 3, others hand out UUIDs or
 * timestamps, which nobody can speak of.
 *
 * @param place counted from the oldest, 1 first, where the whole history is known
 */
export function versionName(versionId: string | undefined, place: number | undefined): string {
  if (versionId !== undefined && /^\d{1,6}$/.test(versionId)) return `Version ${versionId}`
  if (place !== undefined) return `Version ${place}`
  return versionId === undefined ? 'This version' : `Version ${versionId.slice(0, 8)}`
}
