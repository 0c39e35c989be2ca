'use strict';

/** The newest rows of each device, oldest first; bounded in devices, the least recently seen goes first. */
class Windows {
    constructor(rows, width, maxDevices) {
        this.rows = rows;
        this.width = width;
        this.maxDevices = maxDevices;
        this.devices = new Map();
    }

    add(device, row) {
        let window = this.devices.get(device);
        if (window === undefined) {
            window = new Window(this.rows, this.width);
            if (this.devices.size >= this.maxDevices) this.devices.delete(this.devices.keys().next().value);
        } else {
            this.devices.delete(device);
        }
        this.devices.set(device, window);
        window.add(row);
        return window;
    }
}

class Window {
    constructor(rows, width) {
        this.rows = rows;
        this.width = width;
        this.count = 0;
        this.data = new Float32Array(rows * width);
    }

    get full() {
        return this.count === this.rows;
    }

    add(row) {
        this.data.copyWithin(0, this.width);
        this.data.set(row, this.data.length - this.width);
        if (this.count < this.rows) this.count++;
    }

    copy() {
        return this.data.slice();
    }
}

module.exports = { Windows };
