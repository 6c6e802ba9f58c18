// A IIIF manifest is valid by the validator of one project, and another project's parser, which
// viewers use, finds the sound, the captions and the chapters in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";

const load = createRequire(import.meta.url);
let parser, validation;
try {
  parser = load("@iiif/parser");
  validation = load("@hyperion-framework/validator");
} catch {
  // `make check` installs them.
}
const skip = parser && validation ? false : "the IIIF packages are not installed: make check";

const golden = (name) => JSON.parse(readFileSync(new URL(`../golden/${name}`, import.meta.url)));
const MANIFEST = golden("iiif.json");

test("the manifest keeps the schema of IIIF Presentation 3", { skip }, () => {
  const validator = new validation.Validator();
  assert.equal(validator.validateManifest(MANIFEST), true);
  const [canvas] = MANIFEST.items;
  for (const wrong of [
    { id: "iiif.json" },
    { label: "no language" },
    { items: [{ ...canvas, duration: "112" }] },
    { items: [{ ...canvas, items: [{ ...canvas.items[0], type: "Page" }] }] },
  ]) {
    assert.equal(validator.validateManifest({ ...MANIFEST, ...wrong }), false, Object.keys(wrong)[0]);
  }
});

test("a parser finds the sound, the captions and the chapters", { skip }, () => {
  const { entities } = parser.normalize(structuredClone(MANIFEST));
  const [canvas] = Object.values(entities.Canvas);
  assert.equal(canvas.duration, 112);
  const bodies = Object.fromEntries(
    Object.values(entities.Annotation).map(({ motivation, body }) => [
      motivation[0],
      entities.ContentResource[body[0].id],
    ]),
  );
  assert.equal(bodies.painting.type, "Sound");
  assert.equal(bodies.painting.format, "audio/mpeg");
  assert.equal(bodies.supplementing.format, "text/vtt");
  const titles = Object.values(entities.Range).map((range) => range.label?.none?.[0]);
  assert.deepEqual(
    titles.filter(Boolean),
    golden("chapters.json").chapters.map((chapter) => chapter.title),
  );
});
