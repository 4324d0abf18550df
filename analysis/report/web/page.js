// Values on hover, tap and keyboard; series to pick; downloads. The page is whole without it.
(() => {
  "use strict";
  const make = (tag, props, ...kids) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...kids);
    return node;
  };
  const save = (name, type, parts) => {
    const link = make("a", { href: URL.createObjectURL(new Blob(parts, { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 5000);
  };

  // A chart whose marks tell their values.
  const tell = (chart, frames, spec, hidden) => {
    const dot = make("span", { className: "dot", hidden: true });
    const tip = make("span", { className: "tip", hidden: true });
    const live = make("span", { className: "live" });
    live.setAttribute("aria-live", "polite");
    chart.append(dot, tip, live);
    chart.tabIndex = 0;
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-label", "Values of the figure: left and right arrow keys");
    const values = spec.v.map(([axes, x, y, words, pick]) => {
      const [left, top, width, height] = frames[axes];
      return { x: left + width * x / 1000, y: top + height * (1 - y / 1000), words, pick };
    });
    let at = -1;
    const hide = () => { dot.hidden = tip.hidden = true; at = -1; };
    const show = (place, aloud) => {
      const value = values[place];
      at = place;
      dot.hidden = tip.hidden = false;
      tip.textContent = value.words;
      for (const node of [dot, tip]) {
        node.style.left = `${100 * value.x}%`;
        node.style.top = `${100 * value.y}%`;
      }
      tip.dataset.side = value.x > 0.5 ? "left" : "right";
      if (aloud) live.textContent = value.words;
    };
    const seen = (value) => !hidden.has(value.pick);
    chart.addEventListener("pointermove", (event) => {
      const box = chart.getBoundingClientRect();
      let best = -1, least = 40 * 40;
      values.forEach((value, place) => {
        if (!seen(value)) return;
        const far = ((event.clientX - box.left) - value.x * box.width) ** 2
          + ((event.clientY - box.top) - value.y * box.height) ** 2;
        if (far < least) [best, least] = [place, far];
      });
      if (best < 0) hide(); else show(best, false);
    });
    chart.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") hide();
    });
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: 1, End: -1 }[event.key];
      if (event.key === "Escape") hide();
      if (!step) return;
      event.preventDefault();
      let next = at;
      if (event.key === "Home" || (at < 0 && step > 0)) next = -1;
      if (event.key === "End" || (at < 0 && step < 0)) next = values.length;
      do next += step; while (values[next] && !seen(values[next]));
      if (values[next]) show(next, true);
    });
  };

  // Boxes to show and hide series.
  const pick = (figure, names, hidden) => {
    const boxes = names.map((name, place) => {
      const box = make("input", { type: "checkbox", checked: true });
      box.addEventListener("change", () => {
        if (box.checked) hidden.delete(place); else hidden.add(place);
        for (const part of figure.querySelectorAll(`.pick-${place}`)) {
          part.style.display = box.checked ? "" : "none";
        }
      });
      return make("label", {}, box, ` ${name}`);
    });
    const set = make("fieldset", { className: "picks" }, make("legend", {}, "Shown"), ...boxes);
    figure.querySelector(".wide").before(set);
  };

  // The picture in the page as a file of its own, on white, with its words.
  const probe = make("div", { className: "light", hidden: true });
  document.body.append(probe);
  const alone = (figure) => {
    const charts = [...figure.querySelectorAll(".wide > svg, .narrow > svg")];
    const shown = charts.find((svg) => svg.getBoundingClientRect().width) || charts[0];
    const box = shown.viewBox.baseVal;
    const light = getComputedStyle(probe);
    const colour = (text) =>
      text.replace(/var\((--[\w-]+)\)/g, (_, name) => light.getPropertyValue(name).trim());
    const said = (selector) => figure.querySelector(selector)?.textContent.trim() || "";
    const lines = (words, size) => {
      const most = box.width / (0.5 * size), all = [""];
      for (const word of words.split(/\s+/)) {
        const longer = `${all.at(-1)} ${word}`.trim();
        if (longer.length > most) all.push(word); else all[all.length - 1] = longer;
      }
      return all.filter((line) => line);
    };
    const space = "http://www.w3.org/2000/svg";
    const outer = document.createElementNS(space, "svg");
    let down = 4;
    const write = (words, size, weight, ink) => {
      for (const line of lines(words, size)) {
        down += 1.25 * size;
        const text = document.createElementNS(space, "text");
        for (const [name, value] of Object.entries({
          x: 4, y: down, "font-size": size, "font-weight": weight, fill: colour(`var(${ink})`),
          "font-family": "Source Sans Pro, sans-serif" })) text.setAttribute(name, value);
        text.textContent = line;
        outer.append(text);
      }
    };
    write(said("h3"), 13, 700, "--ink");
    write(said(".sub"), 9.5, 400, "--grey");
    const inner = shown.cloneNode(true);
    for (const [name, value] of Object.entries({ x: 0, y: down + 6, width: box.width, height: box.height })) {
      inner.setAttribute(name, value);
    }
    outer.append(inner);
    down += box.height + 8;
    [...figure.querySelectorAll(".key li")].forEach((item, place) =>
      write(`${place + 1} ${item.textContent.trim()}`, 8.5, 400, "--ink"));
    write(said("figcaption"), 8.5, 400, "--grey");
    const [width, height] = [box.width, down + 8];
    for (const [name, value] of Object.entries({ xmlns: space, width, height, viewBox: `0 0 ${width} ${height}` })) {
      outer.setAttribute(name, value);
    }
    const style = document.createElementNS(space, "style");
    const faces = [...document.styleSheets[0].cssRules].filter((rule) => rule.type === 5);
    style.textContent = faces.map((rule) => rule.cssText).join("")
      + "text{font-family:'Source Sans Pro',sans-serif}";
    const ground = document.createElementNS(space, "rect");
    ground.setAttribute("width", "100%");
    ground.setAttribute("height", "100%");
    ground.setAttribute("fill", "#fff");
    outer.prepend(style, ground);
    return { width, height, text: colour(new XMLSerializer().serializeToString(outer)) };
  };
  const download = (figure) => {
    const files = figure.querySelector(".files");
    const button = (words, act) => {
      const node = make("button", { type: "button" }, words);
      node.addEventListener("click", act);
      return node;
    };
    const svg = () => save(`${figure.id}.svg`, "image/svg+xml", [alone(figure).text]);
    const png = () => {
      const { width, height, text } = alone(figure);
      const image = new Image();
      image.onload = () => {
        const canvas = make("canvas", { width: 3 * width, height: 3 * height });
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => save(`${figure.id}.png`, "image/png", [blob]));
      };
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    };
    const csv = async () => {
      const packed = Uint8Array.from(atob(files.dataset.csv), (sign) => sign.charCodeAt(0));
      const whole = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      save(`${figure.id}.csv`, "text/csv", [await new Response(whole).text()]);
    };
    files.replaceChildren("Download ", button("PNG", png), " ", button("SVG", svg), " ", button("CSV", csv));
  };

  for (const figure of document.querySelectorAll("figure[id]")) {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const hidden = new Set();
    if (spec.p.length > 1) pick(figure, spec.p, hidden);
    [".wide", ".narrow"].forEach((name, place) => {
      const chart = figure.querySelector(name);
      if (chart && spec.v.length) tell(chart, spec.f[place], spec, hidden);
    });
    download(figure);
  }
})();
