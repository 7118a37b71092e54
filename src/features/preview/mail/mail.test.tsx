import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { writeCompoundFile } from '#formats/msg/write-compound-file.ts'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

function show(content: BlobPart, options: { type?: string; name?: string; width?: number } = {}) {
  const { type = 'message/rfc822', name = 'letter.eml', width = 900 } = options
  return render(
    <div style={{ display: 'flex', inlineSize: width, blockSize: 700 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType: type }}
        name={name}
      />
    </div>,
  )
}

const HEAD = 'From: Jane <jane@example.org>\r\nMIME-Version: 1.0\r\n'
const alternative = (text: string, html: string) =>
  `${HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n` +
  `--b\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html\r\n\r\n${html}\r\n--b--`

const header = page.getByRole('region', { name: 'Message header' })
const body = page.getByRole('region', { name: 'Text of the message' })

afterEach(() => {
  delete (window as { ran?: boolean }).ran
})

const inside = () => page.frameLocator(page.getByTitle(/^Page of Text of the message/))

describe('the mail viewer', () => {
  it('shows who wrote to whom, when and what, with every address', async () => {
    await show(
      `${HEAD}To: "Doe, Ada" <ada@example.org>\r\nReply-To: other@evil.example\r\n` +
        'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nDate: Sun, 3 May 2026 12:00:00 +0200\r\n\r\nHello',
    )
    await expect.element(header.getByRole('heading', { name: 'Grüße' })).toBeVisible()
    await expect.element(header.getByText('<jane@example.org>')).toBeVisible()
    await expect.element(header.getByText('Doe, Ada')).toBeVisible()
    await expect.element(header.getByText('other@evil.example')).toBeVisible()
    await expect
      .element(header.getByText('An answer goes to another address', { exact: false }))
      .toBeVisible()
    await expect
      .element(header.getByText('written as Sun, 3 May 2026 12:00:00 +0200', { exact: false }))
      .toBeVisible()
    await expect.element(body.getByText('Hello')).toBeVisible()
  })

  it('prefers the text, and switches to the page, in which nothing runs', async () => {
    await show(
      alternative(
        'the plain text',
        '<p>the page <img src="x" onerror="window.ran = true"><script>window.ran = true</script>',
      ),
    )
    await expect.element(body.getByText('the plain text')).toBeVisible()
    await page.getByRole('button', { name: 'Web page' }).click()
    await inside().getByText('the page', { exact: false }).hover()
    await expect
      .element(page.getByText('2 scripts were not run.', { exact: false }))
      .toBeInTheDocument()
    expect((window as { ran?: boolean }).ran).toBeUndefined()
    expect(document.querySelector('img')).toBeNull()
  })

  it('begins with the page where the text holds much less', async () => {
    await show(alternative('See the page.', `<p>${'dose '.repeat(40)}</p>`))
    await expect
      .element(page.getByText('The plain text holds much less', { exact: false }))
      .toBeVisible()
    await inside().getByText('dose dose', { exact: false }).hover()
  })

  it('asks before an address is opened, and opens it without a way back', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null)
    await show(`${HEAD}\r\nSee https://clinic.example/a.`)
    await body.getByRole('link', { name: 'https://clinic.example/a' }).click()
    const question = page.getByRole('dialog')
    await expect.element(question.getByText('https://clinic.example/a')).toBeVisible()
    expect(open).not.toHaveBeenCalled()
    await question.getByRole('button', { name: 'Open clinic.example' }).click()
    expect(open).toHaveBeenCalledWith('https://clinic.example/a', '_blank', 'noopener,noreferrer')
    const link = body.getByRole('link', { name: 'https://clinic.example/a' })
    link.element().focus()
    await userEvent.keyboard('{Enter}')
    await expect.element(question.getByText('https://clinic.example/a')).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await expect.element(question).not.toBeInTheDocument()
    expect(open).toHaveBeenCalledTimes(1)
    open.mockRestore()
  })

  it('sets quotes off, and shows a long text in steps', async () => {
    await show(`${HEAD}\r\nnew\r\n> old\r\n>> older\r\n${'line\r\n'.repeat(1000)}the end`)
    await expect.element(body.getByText('older')).toBeVisible()
    const quotes = body.element().querySelectorAll('blockquote')
    expect([...quotes].map((quote) => quote.textContent)).toEqual(['old', 'older'])
    expect(body.getByText('the end').query()).toBeNull()
    await body.getByRole('button', { name: 'Show more' }).click()
    await expect.element(body.getByText('the end', { exact: false })).toBeInTheDocument()
  })

  it('opens an attachment, and a message within, in place', async () => {
    await show(
      `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nouter\r\n` +
        `--b\r\nContent-Type: text/csv; name=a.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa('drug,dose\nAspirin,100')}\r\n` +
        `--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@c.d\r\nMessage-ID: <x>\r\nSubject: inner\r\n\r\ninner text\r\n--b--`,
    )
    const files = page.getByRole('region', { name: 'Attachments' })
    await expect.element(files.getByRole('heading', { name: '2 attachments' })).toBeVisible()
    await files.getByRole('button', { name: 'Open a.csv' }).click()
    await expect.element(files.getByText('Aspirin')).toBeVisible()
    await files.getByRole('button', { name: 'Open inner' }).click()
    await expect.element(files.getByText('inner text')).toBeVisible()
  })

  it('says that a message is signed, encrypted, or cut off', async () => {
    await show(
      `${HEAD}Content-Type: multipart/signed; boundary=b; protocol="application/pkcs7-signature"\r\n\r\n` +
        '--b\r\n\r\nsigned text\r\n',
    )
    await expect.element(page.getByText('This message is signed with S/MIME')).toBeVisible()
    await expect.element(page.getByText('is not verified here', { exact: false })).toBeVisible()
    await expect
      .element(page.getByText('ends before its last part is closed', { exact: false }))
      .toBeVisible()
    await expect.element(body.getByText('signed text')).toBeVisible()
  })

  it('has every header field behind a fold, and the source behind a switch', async () => {
    await show(`${HEAD}X-Odd: value of its own\r\n\r\nHello`)
    const fold = page.getByText('All 3 header fields')
    await fold.click()
    await expect.element(page.getByText('value of its own')).toBeVisible()
    await page.getByRole('button', { name: 'Source' }).click()
    await expect
      .poll(() => page.getByRole('textbox').element().textContent)
      .toMatch(/X-Odd: value of its own/)
  })

  it('lists the messages of a mailbox, by keyboard too', async () => {
    const from = 'From a@b.c Sun May  8 19:07:09 2005'
    await show(
      `${from}\nFrom: a@b.c\nSubject: one\n\nfirst\n\n${from}\nFrom: a@b.c\nSubject: two\n\nsecond`,
    )
    const list = page.getByRole('navigation', { name: 'Messages' })
    await expect.element(list.getByText('2 messages')).toBeVisible()
    await expect.element(body.getByText('first')).toBeVisible()
    list.getByRole('button', { name: /two/ }).element().focus()
    await userEvent.keyboard('{Enter}')
    await expect.element(body.getByText('second')).toBeVisible()
    await expect
      .poll(() => list.getByRole('button', { name: /two/ }).element().ariaCurrent)
      .toBe('true')
  })
})

describe('an Outlook message', () => {
  const stream = (id: string, text: string) => {
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0))
    return [`__substg1.0_${id}001E`, bytes] as const
  }
  const file = writeCompoundFile({
    storages: new Map(),
    streams: new Map([
      ['__properties_version1.0', new Uint8Array(32)],
      stream('001A', 'IPM.Contact'),
      stream('0037', 'Jane Doe'),
      stream('1000', 'A note on her'),
      stream('3A16', 'Clinic'),
    ]),
  })

  it('is shown by what it is', async () => {
    await show(file, { type: 'application/vnd.ms-outlook', name: 'jane.msg' })
    await expect.element(header.getByText('Contact')).toBeVisible()
    await expect
      .element(page.getByRole('region', { name: 'Contact' }).getByText('Clinic'))
      .toBeVisible()
    await expect.element(body.getByText('A note on her')).toBeVisible()
    expect(page.getByRole('button', { name: 'Source' }).query()).toBeNull()
  })

  it('that is broken says so and offers its bytes', async () => {
    const broken = file.slice(0, 700)
    await show(broken, { type: 'application/vnd.ms-outlook', name: 'jane.msg' })
    await expect.element(page.getByText('This message could not be read')).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
  })
})
