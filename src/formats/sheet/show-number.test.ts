import { describe, expect, it } from 'vitest'
import {
  general,
  LOCAL_DATE_CODE,
  serialOf,
  showNumber,
  showText,
  wholeDate,
  wholeNumber,
} from './show-number.ts'

describe('a number under a format', () => {
  it.each([
    ['General', 0.1 + 0.2, '0.3'],
    ['General', 123456.789012345, '123456.789'],
    ['General', 12_345_678_901_234_500, '1.23457E+16'],
    ['General', 1.5e-7, '0.00000015'],
    ['0.0', 4.45, '4.5'],
    ['0.00', 1.005, '1.01'],
    ['0%', 0.125, '13%'],
    ['0.00E+00', 12345, '1.23E+04'],
    ['# ?/?', 0.333, ' 1/3'],
    ['#,##0.00_);(#,##0.00)', -3, '(3.00)'],
    ['0.00" mg/dl"', 5.20159, '5.20 mg/dl'],
    ['[h]:mm', 1.5, '36:00'],
    ['mm:ss.0', 0.000012, '00:01.0'],
    ['h:mm AM/PM', 0.75, '6:00 PM'],
    ['[$-407]dddd', 44000, 'Donnerstag'],
    ['#,##0.00\\ [$€-407]', 1234.567, '1,234.57 €'],
    ['[$-407]0.000', 1.234, '1.234'],
    ['[$$-409]#,##0.00', -2, '-$2.00'],
    ['[>100]"high";[<5]"low";0.0', 50, '50.0'],
    ['0000000', 123, '0000123'],
  ])('%s of %s', (code, value, shown) => {
    expect(showNumber(value, code).text).toBe(shown)
  })

  it.each([
    [59, '1900-02-28'],
    // The day that never was, which Excel has all the same.
    [60, '1900-02-29'],
    [61, '1900-03-01'],
    [46085, '2026-03-04'],
  ])('counts day %s of the system of 1900', (day, date) => {
    expect(showNumber(day, 'yyyy-mm-dd').text).toBe(date)
    if (day !== 60) expect(serialOf(date, false)).toBe(day)
  })

  it('counts days of the system of 1904', () => {
    expect(showNumber(0, 'yyyy-mm-dd', true).text).toBe('1904-01-01')
    expect(showNumber(1, '0', true).text).toBe('1')
    expect(serialOf('1904-01-02T12:00', true)).toBe(1.5)
  })

  it.each([
    ['[h]:mm', 0.5, '12:00'],
    ['[mm]:ss', 1.25, '1800:00'],
    ['hh:mm', 0.5, '12:00'],
    ['mm:ss.0', 0.5 / 1440, '00:30.0'],
    ['hh:mm', -0.5, '-12:00'],
    ['[h]:mm', -0.5, '-12:00'],
    ['h:mm AM/PM', 0.75, '6:00 PM'],
    ['[h]" days; m"', 0.5, '12 days; m'],
    ['hh:mm;(hh:mm)', -0.5, '(12:00)'],
    ['mmm', 31, 'Feb'],
    ['m/d', 31, '2/1'],
    ['d.m.yyyy h:mm', 0.5, '1.1.1904 12:00'],
  ])(
    'shows %s of %s in the system of 1904, which moves dates and no times',
    (code, value, shown) => {
      expect(showNumber(value, code, true)).toEqual({ text: shown })
    },
  )

  it('says that a time is below zero where its format does not', () => {
    expect(showNumber(-0.5, 'hh:mm;[Red]hh:mm', true)).toEqual({
      text: '12:00',
      isNegativeUnseen: true,
    })
  })

  it('shows dates in the order of the system as year, month, day, and says so', () => {
    expect(showNumber(46085, LOCAL_DATE_CODE)).toMatchObject({
      text: '2026-03-04',
      note: expect.stringContaining('settings'),
    })
    expect(showNumber(46085, '[$-F800]dddd, mmmm d, yyyy').text).toBe('2026-03-04')
  })

  it('says what a format keeps from the eye', () => {
    expect(showNumber(-4, '0.00;[Red]0.00')).toEqual({ text: '4.00', isNegativeUnseen: true })
    expect(showNumber(-4, '0.00').isNegativeUnseen).toBeUndefined()
    expect(showNumber(5, ';;;')).toEqual({ text: '5', isVeiled: true })
    expect(showText('HIV', ';;;')).toEqual({ text: 'HIV', isVeiled: true })
    expect(showText('abc', '"x "@')).toEqual({ text: 'x abc' })
  })

  it('shows what no format can show as it is', () => {
    expect(showNumber(-1, 'yyyy-mm-dd')).toMatchObject({ text: '-1', note: expect.any(String) })
    expect(showNumber(3e6, 'yyyy-mm-dd')).toMatchObject({ text: '3000000' })
    expect(showNumber(2, '0'.repeat(1_000_000)).text).toBe('2')
    expect(showNumber(2, 'bad[')).toMatchObject({ text: '2', note: expect.any(String) })
  })

  it('has the whole value behind it', () => {
    expect(general(7.4)).toBe('7.4')
    expect(wholeNumber(7.4)).toBe('7.4')
    expect(wholeNumber(0.1 + 0.2)).toBe('0.3 (in the file: 0.30000000000000004)')
    expect(wholeDate(46085.5, 'dd/mm', false)).toBe('2026-03-04 12:00:00')
    expect(wholeDate(1.5, '[h]:mm', false)).toBeUndefined()
    expect(wholeDate(1.5, '0.0" day"', false)).toBeUndefined()
  })
})
