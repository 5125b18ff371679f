/* The store of life_span_storage, with the modified_timestamp that the contract requires. */
(() => {
    const {createElement, useEffect} = window.React;

    /** The store reports a time when it has stored what was put, but not when it takes the layout's data. React runs the
     *  effects of a child before those of its parent, so it has stored its data when the adapter reports. */
    function LifeSpan({id, data, storage_type, setProps}) {
        useEffect(() => {
            if (data !== undefined) {
                setProps({modified_timestamp: Date.now()});
            }
        }, [data]);
        const report = ({data: stored, timestamp}) =>
            setProps({data: stored, modified_timestamp: Number(timestamp) || -1});
        const store = window.life_span_storage.LifeSpanStorage;
        return createElement(store, {id, data, storage_type, setProps: report});
    }

    window.examples_life_span = {LifeSpan};
})();
