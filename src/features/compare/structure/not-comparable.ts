/** Why two contents can't be compared by structure, in a sentence; their lines may still be. */
export class NotComparable extends Error {
  override readonly name = 'NotComparable'
}
