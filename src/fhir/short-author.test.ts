import { expect, test } from 'vitest'
import { shortAuthor } from './short-author.ts'

test.each([
  ['Ann Lee (0f8fad5b-d9cb-469f-a165-70867728950e at idp.example)', 'Ann Lee (…28950e)'],
  ['Ann [x] Lee (ann at idp.example:8443)', 'Ann [x] Lee (ann)'],
  ['(0f8fad5b-d9cb-469f at idp.example)', '0f8fad5b-d9cb-469f'],
  ['Ward 3', 'Ward 3'],
  ['Ward 3 (night)', 'Ward 3 (night)'],
  ['the start token', 'the start token'],
  ['', ''],
])('%j is %j beside what they did', (author, short) => {
  expect(shortAuthor(author)).toBe(short)
})
