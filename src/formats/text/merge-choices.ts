/** What is taken of a clash between two texts; `edited`: what a person wrote in its place. */
export type Choice =
  | { kind: 'theirs' }
  | { kind: 'mine' }
  | { kind: 'theirs-mine' }
  | { kind: 'mine-theirs' }
  | { kind: 'edited'; text: string }

/** By the place of the clash among the pieces of the merge. */
export type Choices = Readonly<Record<number, Choice>>
