// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader of a report would complain of, asked of a browser. Prints a line for each page and view; exits with 1 when any fails.
import { chromium } from 'playwright-core';
import { readFileSync, mkdtempSync } from 'node:fs';
import { basename, resolve, join } from 'node:path';
import { tmpdir } from 'node:os';

const A4_TEXT_PX = 688; // 210 mm less the margins of the style sheet
const A4_HEIGHT_PX = 994; // 297 mm less the margins
const VIEWS = [
  ...[390, 1280, 1920].flatMap(width => ['light', 'dark'].map(scheme => ({ width, scheme, media: 'screen' }))),
  { width: A4_TEXT_PX, scheme: 'light', media: 'print' },
  { width: A4_TEXT_PX, scheme: 'dark', media: 'print' },
];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// Runs inside the page.
function look(opens) {
  const complaints = [];
  if (opens) for (const fold of document.querySelectorAll('details')) fold.open = true;
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) complaints.push(`the page is ${document.documentElement.scrollWidth} px wide`);

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('title, style, symbol') || !element.checkVisibility()) continue;
    const svg = element.closest('svg');
    const scroller = element.closest('.scroll, pre');
    const bounds = scroller?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = svg ? [element.getBoundingClientRect()] : [...range.getClientRects()];
    for (const rect of rects) {
      if (rect.width === 0 || rect.height === 0) continue;
      const frame = svg ? svg.getBoundingClientRect() : { left: 0, right: width };
      const isCut = svg ? rect.left < frame.left - 2 || rect.right > frame.right + 2 || rect.top < frame.top - 2 || rect.bottom > frame.bottom + 3
        : !scroller && (rect.left < -1 || rect.right > width + 1);
      if (isCut) complaints.push(`cut off: "${node.data.trim().slice(0, 60)}"`);
      const left = bounds ? Math.max(rect.left, bounds.left) : rect.left, right = bounds ? Math.min(rect.right, bounds.right) : rect.right;
      if (right - left > 1) texts.push({ left, right, top: rect.top, bottom: rect.bottom, node, element, svg });
    }
  }

  // Boxes of glyphs are a little higher than what is inked: a pixel or two may touch.
  const touch = 2;
  texts.sort((a, b) => a.top - b.top);
  for (let i = 0; i < texts.length; i++)
    for (let j = i + 1; j < texts.length && texts[j].top < texts[i].bottom - touch; j++) {
      const a = texts[i], b = texts[j];
      if (a.node !== b.node && Math.min(a.right, b.right) - Math.max(a.left, b.left) > touch && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > touch)
        complaints.push(`covered: "${a.node.data.trim().slice(0, 40)}" and "${b.node.data.trim().slice(0, 40)}"`);
    }

  // Lines of pictures that cross words make both hard to read.
  for (const line of document.querySelectorAll('line.connector')) {
    const box = line.getBoundingClientRect();
    for (const text of texts)
      if (text.svg === line.closest('svg') && box.left > text.left + 1 && box.left < text.right - 1 && box.top < text.bottom - touch && box.bottom > text.top + touch)
        complaints.push(`crossed out: "${text.node.data.trim().slice(0, 40)}"`);
  }

  const parse = color => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
  const paper = parse(getComputedStyle(document.body).backgroundColor);
  const over = (top, alpha, below) => top.slice(0, 3).map((v, i) => v * alpha + below[i] * (1 - alpha));
  const behind = text => {
    let color = paper.slice(0, 3);
    if (!text.svg) {
      const chain = [];
      for (let e = text.element; e; e = e.parentElement) chain.unshift(parse(getComputedStyle(e).backgroundColor));
      for (const layer of chain) color = over(layer, layer[3] ?? 1, color);
      return color;
    }
    const x = (text.left + text.right) / 2, y = (text.top + text.bottom) / 2;
    for (const shape of text.svg.querySelectorAll('rect, path')) {
      if (shape.compareDocumentPosition(text.element) & Node.DOCUMENT_POSITION_PRECEDING) continue; // drawn over it
      const style = getComputedStyle(shape), box = shape.getBoundingClientRect();
      if (style.fill === 'none' || x < box.left || x > box.right || y < box.top || y > box.bottom || shape.tagName === 'path') continue;
      const fill = parse(style.fill);
      color = over(fill, (fill[3] ?? 1) * Number(style.fillOpacity), color);
    }
    return color;
  };
  for (const text of texts) {
    const style = getComputedStyle(text.element);
    const ratio = contrast(parse(text.svg ? style.fill : style.color), behind(text));
    if (ratio < 4.5) complaints.push(`contrast ${ratio.toFixed(2)}: "${text.node.data.trim().slice(0, 60)}"`);
  }
  if (document.querySelector('script, [onerror], [onload], img:not(.logo), iframe, object')) complaints.push('there is something active in the page');
  return { count: texts.length, complaints: [...new Set(complaints)] };
}

// Runs inside the page: what the first screen's table shows without scrolling sideways.
function seeSummary() {
  const table = document.querySelector('.summary table'), width = document.documentElement.clientWidth;
  if (!table) return document.body.innerText.includes('per year') ? ['there is no table of the options'] : [];
  return [...table.querySelectorAll('tbody tr:not(.bar):not(.group)')].flatMap(row => [...row.cells].slice(0, 5)).filter(cell => cell.checkVisibility())
    .map(cell => cell.getBoundingClientRect()).some(box => box.right > width + 1 || box.left < 0) ? ['a cell is out of view'] : [];
}

// Folds work without scripts: a click on a summary opens its section, and another closes it; a link into a closed section would open it.
async function fold(page) {
  const complaints = [], summary = page.locator('#sections > details:not([open]) > summary').first(), section = summary.locator('..');
  await summary.click();
  if (!await page.locator('#sections > details[open]').count()) complaints.push('a click opens no section');
  if (await page.locator('#sections > details > div').evaluateAll(all => all.filter(div => div.checkVisibility()).length) === 0) complaints.push('an open section shows nothing');
  return complaints;
}

// The most pages of paper.
const PAGES_MAX = { seed: 6, fourteen: 10 };
function pagesOf(pdf) {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
}

const launch = options => chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'pages-')), { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, ...options });
const browser = await launch({}), quiet = await launch({ javaScriptEnabled: false }); // as a mail program, which runs no scripts
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
let failures = 0;
const verdict = (name, complaints) => {
  if (complaints.length > 0) failures++;
  console.log(`${complaints.length > 0 ? 'not ok' : 'ok'} ${name}`);
  for (const complaint of complaints.slice(0, 12)) console.log(`    ${complaint}`);
  if (complaints.length > 12) console.log(`    and ${complaints.length - 12} more`);
};

for (const file of process.argv.slice(2)) {
  const name = basename(file, '.html');
  for (const { width, scheme, media } of VIEWS) {
    const page = await browser.newPage();
    const said = [];
    page.on('console', message => said.push(`console: ${message.text()}`));
    page.on('pageerror', error => said.push(`error: ${error}`));
    page.on('dialog', dialog => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', request => { if (!/^(file|data):/.test(request.url())) said.push(`fetches ${request.url()}`); });
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media, colorScheme: scheme });
    await page.goto(`file://${resolve(file)}`);
    for (const opens of media === 'print' ? [false] : [false, true]) {
      const { count, complaints } = await page.evaluate(look, opens);
      if (count < (opens ? 100 : 30)) complaints.push(`only ${count} texts were found`);
      verdict(`${name}, ${width} px, ${scheme}, ${media}, ${opens ? 'unfolded' : 'as it opens'}: ${count} texts stand clear, uncut and in contrast`, [...said, ...complaints]);
      if (media === 'print') {
        const foot = await page.evaluate(() => document.querySelector('#sections').getBoundingClientRect().top + scrollY);
        verdict(`${name}, ${scheme}: the first printed page is complete`, foot > A4_HEIGHT_PX ? [`it is ${Math.round(foot)} px high`] : []);
      }
      if (!opens) verdict(`${name}, ${width} px: totals and p99 are in view`, await page.evaluate(seeSummary));
    }
    await page.screenshot({ path: `shots/${name}-${width}-${scheme}-${media}.png`, clip: { x: 0, y: 0, width, height: Math.min(6000, await page.evaluate(() => document.documentElement.scrollHeight)) }, fullPage: true });
    if (media === 'screen' && width !== 1920) {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
      const serious = violations.filter(v => ['serious', 'critical', 'moderate'].includes(v.impact));
      verdict(`${name}, ${width} px, ${scheme}: accessible`, serious.map(v => `${v.impact}: ${v.id}, ${v.nodes.length} times, ${v.nodes[0].target}: ${v.help}`));
    }
    await page.close();
  }
  const still = await quiet.newPage();
  await still.goto(`file://${resolve(file)}`);
  for (const format of ['A4', 'Letter']) {
    const pages = pagesOf(await still.pdf({ path: `shots/${name}-${format}.pdf`, format, preferCSSPageSize: false, printBackground: false }));
    const most = PAGES_MAX[name] ?? 16;
    verdict(`${name} on ${format}: ${pages} pages, at most ${most}`, pages === 0 || pages > most ? [`${pages} pages`] : []);
  }
  verdict(`${name}: sections fold`, await fold(still));
  await still.close();
}
await browser.close();
await quiet.close();
process.exit(failures > 0 ? 1 : 0);
