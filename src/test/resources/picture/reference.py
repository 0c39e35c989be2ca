"""Draws the pictures of this folder and writes reference.txt: what Pillow (12 or later) makes of them. python3 reference.py"""
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageOps


def scene(w, h, seed):
    y, x = np.mgrid[0:h, 0:w]
    a = np.stack([x * 255 / w, y * 255 / h, 255 - x * 200 / w], -1) + np.random.default_rng(seed).normal(0, 12, (h, w, 3))
    image = Image.fromarray(a.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse([w * .2, h * .2, w * .6, h * .8], fill=(230, 40, 20))
    draw.line([0, h, w, 0], fill=(10, 20, 200), width=3)
    return image


def exif(orientation):
    data = Image.Exif()
    data[0x0112] = orientation
    return data


def png(name, w, h, depth, kind, rows):
    def chunk(what, data):
        body = what + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    with open(name, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, 0))
                  + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b""))


photo = scene(97, 61, 1)
photo.save("photo.jpg", quality=85, exif=exif(1))
photo.save("progressive.jpg", quality=85, progressive=True)
photo.save("full-colour.jpg", quality=95, subsampling=0)
photo.convert("L").save("grey.jpg", quality=85)
for orientation in range(2, 9):
    scene(30, 20, 2).save(f"orientation-{orientation}.jpg", quality=90, exif=exif(orientation))
rgba = photo.convert("RGBA")
rgba.putalpha(Image.fromarray((np.arange(61 * 97).reshape(61, 97) % 256).astype(np.uint8)))
rgba.save("alpha.png")
photo.convert("LA").save("grey-alpha.png")
photo.convert("P", palette=Image.Palette.ADAPTIVE, colors=16).save("palette.png")
photo.convert("1").save("bilevel.png")
scene(5, 4, 3).save("tiny.png")
deep = np.asarray(photo).astype(np.uint16) * 257
deep[..., 0] ^= 0x35
png("deep.png", 97, 61, 16, 2, [row.astype(">u2").tobytes() for row in deep])
png("deep-grey.png", 97, 61, 16, 0, [row[:, 1].astype(">u2").tobytes() for row in deep])
photo.convert("CMYK").save("cmyk.jpg", quality=85)
photo.save("animated.png", save_all=True, append_images=[photo.rotate(20)], duration=100)


def load(name, mode):
    image = ImageOps.exif_transpose(Image.open(name))
    if image.mode == "I;16":
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return image.convert("RGB").convert(mode)


def stretch(image, w, h):
    return image.resize((w, h), Image.Resampling.BILINEAR)


def crop(image, w, h, shorter):
    iw, ih = image.size
    size = (int(shorter * iw / ih), shorter) if iw >= ih else (shorter, int(shorter * ih / iw))
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = int(round((size[0] - w) / 2)), int(round((size[1] - h) / 2))
    return image.crop((left, top, left + w, top + h))


with open("reference.txt", "w") as out:
    def case(name, mode, fit, w, h, shorter=0):
        image = load(name, mode)
        done = stretch(image, w, h) if fit == "stretch" else crop(image, w, h, shorter)
        out.write(f"{name} {'grey' if mode == 'L' else mode} {fit} {w} {h} {shorter} "
                  + " ".join(map(str, np.asarray(done).reshape(-1))) + "\n")

    for name in ["photo.jpg", "progressive.jpg", "full-colour.jpg", "grey.jpg", "alpha.png", "grey-alpha.png", "palette.png",
                 "bilevel.png", "tiny.png", "deep.png", "deep-grey.png"]:
        case(name, "RGB", "stretch", 16, 12)
        case(name, "L", "stretch", 16, 12)
    for orientation in range(2, 9):
        case(f"orientation-{orientation}.jpg", "RGB", "stretch", 7, 9)
    case("photo.jpg", "RGB", "crop", 12, 12, 12)
    case("photo.jpg", "RGB", "crop", 15, 12, 20)
    case("orientation-6.jpg", "RGB", "crop", 9, 11, 15)
    case("photo.jpg", "RGB", "stretch", 24, 70)
    case("tiny.png", "RGB", "stretch", 5, 4)
