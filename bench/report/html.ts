import type { Figures } from './panel-table.ts'

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}

/** JSON that can't end the script element it stands in. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

export function figuresHtml({ header, align, rows }: Figures): string {
  const row = (tag: 'td' | 'th', cells: readonly string[]) => {
    const scope = tag === 'th' ? ' scope="col"' : ''
    const html = cells.map((text, column) => `<${tag}${scope} class="${align[column]}">${escapeHtml(text)}</${tag}>`)
    return `<tr>${html.join('')}</tr>`
  }
  const body = rows.map((cells) => row('td', cells)).join('')
  return `<div class="scroll" tabindex="0" role="region" aria-label="Figures"><table><thead>${row('th', header)}</thead><tbody>${body}</tbody></table></div>`
}
