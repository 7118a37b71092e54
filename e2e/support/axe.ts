import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** WCAG 2.2 AA as far as axe can tell, in both themes, of which only colours differ; the theme is left as it was. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(settled)
    // What is found in several frames is put together in another page, which is half of the work where there is one frame.
    const axe = new AxeBuilder({ page }).setLegacyMode(page.frames().length === 1)
    if (colorScheme === 'light') axe.withTags(standards)
    else axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await axe.analyze()
    const found = violations.map(({ id, help, nodes }) => ({
      rule: `${colorScheme}: ${id}: ${help}`,
      where: nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    }))
    expect(found).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}

/** Two frames, and the end of every transition: the colours on their way from one theme to the other are nobody's. */
async function settled(): Promise<void> {
  for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame)
  const running = document.getAnimations().filter((each) => each instanceof CSSTransition)
  await Promise.allSettled(running.map(({ finished }) => finished))
}
