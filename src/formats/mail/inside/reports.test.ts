import { describe, expect, it } from 'vitest'
import { readMailLines as read } from '#test/read-mail-lines.ts'

const HEAD = ['From: Jane <jane@example.org>', 'MIME-Version: 1.0']
const part = (type: string, ...lines: string[]) => ['--b', `Content-Type: ${type}`, ...lines]

describe('reports and invitations', () => {
  it('puts a delivery report into words', async () => {
    const message = await read(
      ...HEAD,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      ...part('text/plain', '', 'Sorry.'),
      ...part('message/delivery-status', '', 'Reporting-MTA: dns; a.b', ''),
      'Final-Recipient: rfc822; jane@example.org',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 no such user',
      ...part('message/rfc822', '', 'Subject: lost', '', 'x'),
      '--b--',
    )
    expect(message.what).toBe('Delivery report')
    expect(message.facts).toEqual([
      {
        title: 'Not delivered',
        rows: [
          { name: 'To', value: 'jane@example.org' },
          { name: 'Status', value: '5.1.1 (for good)' },
          { name: 'The server said', value: '550 no such user' },
        ],
      },
    ])
    expect(message.names).toContain('lost')
  })

  it('puts an invitation into words', async () => {
    const message = await read(
      ...HEAD,
      'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
      '',
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'SUMMARY:Board\\, weekly',
      'DTSTART;TZID=Europe/Berlin:20261103T140000',
      'DTEND:20261103T140000Z',
      'LOCATION:Room',
      '  7',
      'ATTENDEE;PARTSTAT=ACCEPTED;CN="Doe; Jane":mailto:jane@example.org',
      'BEGIN:VALARM',
      'DESCRIPTION:not this',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
    )
    expect(message.facts).toEqual([
      {
        title: 'Invitation',
        rows: [
          { name: 'What', value: 'Board, weekly' },
          { name: 'Begins', value: '2026-11-03, 14:00 (Europe/Berlin)' },
          {
            name: 'Ends',
            value: { written: '2026-11-03T14:00:00Z', time: Date.UTC(2026, 10, 3, 14) },
          },
          { name: 'Where', value: 'Room 7' },
          { name: 'Attendee', value: 'Doe; Jane <jane@example.org> (has accepted)' },
        ],
      },
    ])
  })
})
